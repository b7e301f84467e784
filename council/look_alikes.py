"""Letters that look alike in two alphabets. Groups' codes and Roman numerals are Latin; on a Russian keyboard the same
shapes are other letters. These belong to the keyboard's script, not to a language that somebody types in."""

LATIN = str.maketrans("авсекмнортху", "abcekmhoptxy")
"""From small Cyrillic letters to the Latin ones of the same shape."""

ROMAN = str.maketrans("іⅰ", "ii")
"""From letters that stand for a Roman numeral's to that one."""

ALIKE = LATIN | str.maketrans("іјѕһԛԝԁαβεζηικμνορτυχ", "ijshqwdabezhikmnoptyx")
"""From small Cyrillic and Greek letters to the Latin ones of the same shape, large or small."""

SAME = str.maketrans("ё", "е")
"""From a letter that is mostly written without its dots to the one without."""
