print("pgsynth")
