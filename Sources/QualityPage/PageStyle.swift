/// The style sheet.
enum PageStyle {
  static var css: HTML { "\(colours)\(page)\(parts)\(drawings)\(media)" }

  private static var colours: HTML {
    """
    :root{color-scheme:light dark;\(Palette.light.css)}
    @media (prefers-color-scheme:dark){:root{\(Palette.dark.css)}}
    @media print{:root{color-scheme:light;\(Palette.light.css)}}

    """
  }

  private static let page: HTML = """
    *{box-sizing:border-box}
    html{scroll-padding-top:1rem}
    body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,\
    "Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
    header,nav,main,footer{padding-inline:clamp(1rem,4vw,2.5rem);max-width:84rem}
    header{padding-top:2rem}
    .brand{margin:0;color:var(--muted);font-weight:600;letter-spacing:.02em}
    h1{margin:.1rem 0 1rem;font-size:clamp(1.7rem,4vw,2.3rem);line-height:1.15;letter-spacing:-.015em}
    h2{margin:0 0 .75rem;font-size:1.4rem;line-height:1.25;letter-spacing:-.01em}
    h3{margin:0;font-size:1.1rem;line-height:1.3}
    h3.sub{margin:2rem 0 .5rem}
    h4{margin:2rem 0 .6rem;font-size:1rem}
    h5{margin:0;font-size:.95rem;line-height:1.35}
    p{margin:.4rem 0;max-width:72ch}
    a{color:var(--real)}
    section{margin-top:3.25rem}
    footer{margin-top:3rem;padding-block:1.25rem 3rem;border-top:1px solid var(--line);color:var(--muted);font-size:.875rem}
    .note,.lead{color:var(--muted)}
    .note{font-size:.875rem}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:2}
    .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    :focus-visible{outline:3px solid var(--real);outline-offset:2px;border-radius:3px}
    nav ul{list-style:none;margin:1.25rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.1rem}
    nav a{text-decoration:none;display:inline-block;padding:.2rem 0}
    nav a:hover,.diagram a:hover{text-decoration:underline}
    .sides{display:grid;gap:.3rem;margin:0}
    .sides div{display:flex;gap:.75rem;align-items:baseline}
    .sides dt{flex:none;width:4.5rem;color:var(--muted)}
    .sides dd{margin:0}
    .key{display:inline-block;width:.8em;height:.8em;margin-right:.45em;border-radius:2px}
    .key.real{background:var(--real-fill);border:2px solid var(--real)}
    .key.clone{border:2px dashed var(--clone)}

    """

  private static let parts: HTML = """
    .verdict{font-size:1.2rem;line-height:1.45;max-width:60ch;margin:.2rem 0 1.4rem}
    .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,16.5rem),1fr));gap:1rem;margin:0;padding:0;\
    list-style:none}
    .card,figure,details.table{background:var(--card);border:1px solid var(--line);border-radius:10px}
    .card{padding:1rem 1.1rem}
    .card h3{font-size:.95rem;color:var(--muted);font-weight:600}
    .card .figure{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .35rem;font-variant-numeric:tabular-nums;\
    letter-spacing:-.01em}
    .card p{font-size:.9rem;margin:.3rem 0 0}
    .meter{display:block;height:6px;border-radius:3px;background:var(--line);overflow:hidden}
    .meter i{display:block;height:100%;background:var(--ink)}
    .score{display:inline-block;min-width:3.4em;padding:.05em .5em;border-radius:1em;text-align:center;\
    font-variant-numeric:tabular-nums;font-size:.875rem;font-weight:600;white-space:nowrap}
    .s0{background:var(--s0);color:var(--s0-ink)}.s1{background:var(--s1);color:var(--s1-ink)}
    .s2{background:var(--s2);color:var(--s2-ink)}.s3{background:var(--s3);color:var(--s3-ink)}
    .legend{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:.5rem 0 1rem;padding:0;list-style:none;font-size:.875rem;\
    color:var(--muted)}
    .scroll{overflow-x:auto;max-width:100%}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
    caption{text-align:left;color:var(--muted);padding-bottom:.4rem;font-size:.875rem}
    th,td{padding:.32rem .75rem .32rem 0;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--line)}
    th:first-child,td.text,th.text{text-align:left}
    tbody th{font-weight:400}
    td,thead th{overflow-wrap:normal;white-space:nowrap}
    td.rule{white-space:normal;min-width:18rem;overflow-wrap:anywhere}
    th{overflow-wrap:break-word}
    thead th{color:var(--muted);font-weight:600;font-size:.85rem;vertical-align:bottom}
    .wide-table{width:100%}
    .wide-table th:first-child{min-width:11rem}
    .listing th:first-child{width:60%}
    td.text,th.text{padding-left:1.5rem}
    thead button{font:inherit;color:inherit;background:none;border:0;padding:.1rem .2rem;margin:-.1rem -.2rem;cursor:pointer}
    thead button:hover{text-decoration:underline}
    [aria-sort] button::after{content:" ↑"}
    [aria-sort=descending] button::after{content:" ↓"}
    summary{cursor:pointer}
    details.table{margin:.75rem 0;padding:0 1.1rem;scroll-margin-top:1rem}
    details.table>summary{padding:.85rem 0;display:flex;flex-wrap:wrap;gap:.35rem .9rem;align-items:baseline;\
    list-style-position:inside}
    details.table>summary::-webkit-details-marker{display:none}
    details.table>summary::before{content:"▸";color:var(--muted)}
    details.table[open]>summary::before{content:"▾"}
    details.table>summary .note{margin-left:auto}
    details.table>div{padding-bottom:1.4rem}
    .plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1rem}
    .plots>*{min-width:0}
    .item{border:1px solid var(--line);border-radius:8px;padding:.8rem .9rem;background:var(--card)}
    .item h4{margin:0}
    .item header{padding:0;display:flex;gap:.6rem;justify-content:space-between;align-items:baseline;margin-bottom:.4rem}
    .item .note{margin:.25rem 0 0}
    .numbers{margin-top:.35rem;font-size:.875rem}
    .numbers>summary{color:var(--muted);width:fit-content;padding:.15rem 0}
    .numbers table{font-size:.85rem;width:100%}
    .trio{margin-bottom:.4rem;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1rem}
    figure{margin:0;padding:.7rem .9rem}
    figcaption{font-weight:600;font-size:.9rem;margin-bottom:.35rem}
    .bars{width:100%;font-size:.85rem}
    .bars th,.bars td{border:0;padding:.16rem 0 .16rem .5rem;line-height:1.25}
    .bars th{width:58%;max-width:0;padding-left:0;text-align:left;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
    .bars td:nth-child(2){width:42%}
    .bars td:nth-child(n+3){min-width:4.2em;white-space:nowrap}
    .bars td:nth-child(3){color:var(--real)}.bars td:nth-child(4){color:var(--clone)}
    .bars i{display:block;height:6px;border-radius:0 2px 2px 0;min-width:1px;margin:1px 0}
    .bars i[style="width:0%"]{visibility:hidden}
    .rb{background:var(--real)}
    .cb{border:1.5px solid var(--clone);border-left:0;background:var(--clone-fill)}
    dl.run{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.5rem;margin:0}
    dl.run dt{color:var(--muted)}dl.run dd{margin:0}
    code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em}

    """

  private static let drawings: HTML = """
    .plot{display:block;width:100%;height:auto;max-width:22rem;overflow:visible}
    .plot.wide{max-width:44rem;min-width:34rem}
    .plot.square{max-width:20rem}
    .plot text{font-size:11px;fill:var(--muted)}
    .plot.small text{font-size:9px}
    .plot path,.plot circle{vector-effect:non-scaling-stroke}
    .axis,.grid,.frame{stroke:var(--muted);fill:none;stroke-width:1}
    .grid,.frame{stroke:var(--line)}
    .area{fill:var(--real-fill);stroke:var(--real);stroke-width:1}
    .step{fill:none;stroke:var(--clone);stroke-width:2;stroke-linejoin:round}
    .rl,.cl{fill:none;stroke:var(--real);stroke-width:1.8}
    .cl{stroke:var(--clone);stroke-dasharray:5 3}
    .solid{stroke-dasharray:none}
    .faint{stroke-width:1}
    .rm{fill:var(--real)}
    .cm{fill:var(--card);stroke:var(--clone);stroke-width:1.8}
    .cf{fill:var(--clone)}
    .limit{fill:none;stroke:var(--difference);stroke-width:2;stroke-dasharray:4 4}
    .dots,.cdots{fill:none;stroke:var(--ink);stroke-width:6;stroke-linecap:round;stroke-opacity:.55}
    .cdots{stroke:var(--clone);stroke-width:4;stroke-opacity:.8}
    .minus{fill:none;stroke:var(--card);stroke-width:2}
    .r0{fill:var(--r0)}.r1{fill:var(--r1)}.r2{fill:var(--r2)}.r3{fill:var(--r3)}.r4{fill:var(--r4)}
    .c0{fill:var(--c0)}.c1{fill:var(--c1)}.c2{fill:var(--c2)}.c3{fill:var(--c3)}.c4{fill:var(--c4)}
    .d0{fill:var(--d0)}.d1{fill:var(--d1)}.d2{fill:var(--d2)}.d3{fill:var(--d3)}.d4{fill:var(--d4)}
    .diagram{position:relative}
    .diagram .plot{max-width:none}
    .diagram a{position:absolute;border-radius:6px}
    .diagram a:hover{outline:2px solid var(--ink)}
    .diagram g{background:none}
    .diagram .s0 rect{fill:var(--s0)}.diagram .s1 rect{fill:var(--s1)}.diagram .s2 rect{fill:var(--s2)}
    .diagram .s3 rect{fill:var(--s3)}
    .diagram .s0 text{fill:var(--s0-ink)}.diagram .s1 text{fill:var(--s1-ink)}.diagram .s2 text{fill:var(--s2-ink)}
    .diagram .s3 text{fill:var(--s3-ink)}
    .diagram .unscored rect{fill:var(--card);stroke:var(--muted)}
    .diagram .name{font-size:12px;font-weight:600}
    .arrow{fill:none;stroke:var(--muted);stroke-width:1.2;opacity:.75}
    .weak{stroke:var(--difference);stroke-width:2;stroke-dasharray:5 3;opacity:1}
    .head{fill:var(--muted)}

    """

  private static let media: HTML = """
    @media (min-width:80rem){body{display:grid;grid-template-columns:15rem minmax(0,1fr);grid-template-areas:"h h" "n m" "f f"}
    header{grid-area:h}nav{grid-area:n;padding-right:0}main{grid-area:m;margin-top:-1.6rem}footer{grid-area:f;max-width:none}
    nav ul{position:sticky;top:1rem;flex-direction:column;gap:.3rem;margin-top:1.75rem}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
    @media print{body{display:block;background:#fff;font-size:9.5pt}nav,.skip{display:none}section{margin-top:1.5rem}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    details::details-content{content-visibility:visible!important;block-size:auto!important;display:block!important}
    .item,figure,.card,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}.scroll{overflow:visible}
    .diagram{min-width:0!important}.plot.wide{min-width:0}}

    """
}
