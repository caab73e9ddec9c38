// The form in which two spellings are compared: `fold` of lms/core/text.py, by tables made from it.

// What Python calls white space; \s of a browser is another set.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

// tables: {dropped: letters, from: letters, to: letters, cases: {letter: its folded form}}
export function folded(text, tables) {
  const to = [...tables.to];
  const letters = new Map([...tables.from].map((letter, place) => [letter, to[place]]));
  for (const letter of tables.dropped) letters.set(letter, '');
  const plain = [...text.normalize('NFKC')].map(letter => letters.get(letter) ?? letter);
  return [...plain.join('')]
    .map(letter => tables.cases[letter] ?? letter.toLowerCase())
    .join('').normalize('NFKC').replace(SPACES, ' ').replace(/^ | $/g, '');
}
