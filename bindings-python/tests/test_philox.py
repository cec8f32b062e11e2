"""The core's random numbers are numpy's: the file that Rust is tested against is what numpy gives."""

import json
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).parents[2] / "core/tests/golden/philox.json"
CASES: list[tuple[list[int], list[int]]] = [
    ([0, 0], [0, 0, 0, 0]),
    ([42, 1], [7, 0, 3, 0]),
    ([2**64 - 1, 12345], [2**64 - 3, 5, 0, 9]),
]


def blocks(key: list[int], counter: list[int], count: int) -> list[list[str]]:
    # numpy steps its counter before its first block.
    before = (sum(word << (64 * place) for place, word in enumerate(counter)) - 1) % 2**256
    numbers = np.random.Philox(key=np.array(key, dtype=np.uint64), counter=before).random_raw(4 * count)
    return [[f"{number:016x}" for number in numbers[4 * n : 4 * n + 4]] for n in range(count)]


def test_the_golden_file_is_numpys() -> None:
    expected: list[dict[str, Any]] = [
        {
            "key": [f"{word:016x}" for word in key],
            "counter": [f"{word:016x}" for word in counter],
            "blocks": blocks(key, counter, 2),
        }
        for key, counter in CASES
    ]
    assert json.loads(FILE.read_text()) == expected
