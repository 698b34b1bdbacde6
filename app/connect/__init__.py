"""Everything that dies with Connect: descriptor, tokens, lifecycle, guard. Behind it there are only `Caller`s."""
