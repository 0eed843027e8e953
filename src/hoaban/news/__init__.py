"""The newsroom: articles, events, galleries, videos."""
