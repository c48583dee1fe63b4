# syntax=docker/dockerfile:1

FROM swift:6.3-noble AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpq-dev libboost-math-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies first: they change less often than the sources.
COPY Package.swift ./
RUN swift package resolve
COPY sql ./sql
COPY Sources ./Sources
COPY Tests ./Tests
RUN swift build -c release --product pgsynth --static-swift-stdlib \
 && install -D -s "$(swift build -c release --show-bin-path)/pgsynth" /out/pgsynth

FROM ubuntu:24.04
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libpq5 libstdc++6 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --shell /usr/sbin/nologin pgsynth
COPY --from=build /out/pgsynth /usr/local/bin/pgsynth
USER pgsynth
WORKDIR /home/pgsynth
ENTRYPOINT ["pgsynth"]
CMD ["--help"]
