"""The pure decision: from two issues and what they last agreed on, to the writes that bring them in step."""
