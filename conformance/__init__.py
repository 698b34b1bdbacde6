"""The conformance run: what the emulator answers, and what our client asks, against Atlassian's documents."""
