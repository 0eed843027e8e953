"""The look of every page: shell, components, colours, icons; no business."""
