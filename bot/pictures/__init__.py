"""Pictures: drawings as SVG, made into PNG by a process of their own, in any script, for light and dark."""
