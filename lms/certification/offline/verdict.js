// What is true of a paper, as far as this file knows.
import {folded} from './folding.js';
import {isSignedBy, markOf} from './proof.js';
import {bytesOf, opened, readSquare, reader, unpacked} from './square.js';

const DECISIONS = ['revoked', 'superseded', 'suspended']; // the first that is true counts

// {verdict, square, facts}; facts only where the issuer's signature stands.
// known: what the file was made with. today: days since January 2000.
export async function checked(text, known, today, subtle) {
  const square = readSquare(text);
  if (!square) return {verdict: 'unreadable'};
  if (!square.signed) return {verdict: 'bare', square};
  let found;
  try {
    found = opened(square.signed, square.code);
  } catch {
    return {verdict: 'unsigned', square};
  }
  if (!found.layout) return {verdict: 'unsigned', square};
  const key = known.keys.find(each => each.number === found.keyNumber);
  if (!key) return {verdict: 'newer', square};
  const isSigned = await isSignedBy(bytesOf(key.key), found.signature, found.message, subtle);
  if (!isSigned) return {verdict: 'unsigned', square};
  if (key.compromised) return {verdict: 'distrusted', square};
  const facts = unpacked(found.body);
  return {verdict: standing(facts, known, today), square, facts};
}

// The state on a day; the days of grace are still valid.
function standing(facts, known, today) {
  const decided = DECISIONS.find(each => isIn(known.lists[each][facts.listNumber], facts.place));
  if (decided) return decided;
  const isOver = facts.lastDay !== null && today > facts.lastDay + facts.graceDays;
  return isOver ? 'expired' : 'valid';
}

// Whether a place is in a list: the gaps between its places, each as a number.
function isIn(gaps, place) {
  if (!gaps) return false;
  const read = reader(bytesOf(gaps));
  for (let at = -1; !read.isAtEnd() && at < place;) {
    at += read.number() + 1;
    if (at === place) return true;
  }
  return false;
}

// Whether a typed name is, as a whole, one of the printed lines.
export async function isPrinted(typed, code, facts, known, subtle) {
  const name = folded(typed, known.folding);
  if (!name) return false;
  const mark = await markOf(name, code, known.rounds, subtle);
  return facts.marks.some(each => each.every((byte, place) => byte === mark[place]));
}
