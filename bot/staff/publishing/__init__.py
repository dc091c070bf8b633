"""From a dropped draft to what citizens have: tried in one chat, agreed to by two persons."""
