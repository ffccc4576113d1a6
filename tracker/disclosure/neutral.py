"""Neutral titles: what a matter is called where its title may not be told. Made of right and reference."""

from collections.abc import Mapping

RIGHT_LABELS: Mapping[str, Mapping[str, str]] = {
    "patent": {"ja": "特許", "en": "Patent"},
    "utility-model": {"ja": "実用新案", "en": "Utility model"},
    "design": {"ja": "意匠", "en": "Design"},
    "circuit-layout": {"ja": "回路配置", "en": "Circuit layout"},
    "plant-variety": {"ja": "植物品種", "en": "Plant variety"},
    "copyright": {"ja": "著作物", "en": "Copyright work"},
    "know-how": {"ja": "ノウハウ", "en": "Know-how"},
}


def right_label(right: str, language: str) -> str:
    """The name of a right; an unknown right keeps its word, an unknown language reads English."""
    labels = RIGHT_LABELS.get(right, {})
    return labels.get(language) or labels.get("en") or right


def neutral_title(right: str, ref: str, language: str = "ja") -> str:
    """The default neutral title: right and reference, e.g. `特許 A-0001`."""
    return f"{right_label(right, language)} {ref}"
