"""The intake: reports and work orders, routed, answered, followed up."""
