// What the square on a paper says: its layout stands in lms/certification/rules/compact.py.

const DOMAIN = 'police-training certificate square 1\0';
const [SPECIMEN, PATHWAY, ENDS] = [1, 2, 4];
const [MARK_BYTES, MOST_MARKS, SIGNATURE_BYTES] = [16, 3, 64];
const ADDRESS = /^(?:(\S*)\/)?([0-9A-HJKMNP-TV-Z]{13})(?:\?[^#]*)?(?:#(\S*))?$/i;

// {address: what stands before the code, code, signed: what stands behind the #}, or null.
export function readSquare(text) {
  const found = ADDRESS.exec(text.replace(/\s+/g, ''));
  return found && {address: found[1] || '', code: found[2].toUpperCase(), signed: found[3] || ''};
}

// The bytes of a base64url text. Throws for another spelling of the same bytes too.
export function bytesOf(text) {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  if (btoa(plain).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_') !== text) {
    throw new Error('not the one spelling of its bytes');
  }
  return Uint8Array.from(plain, letter => letter.charCodeAt(0));
}

// {layout, keyNumber, body, signature, message}; of another layout only that. Throws.
export function opened(signed, code) {
  const content = bytesOf(signed);
  const body = content.slice(0, -SIGNATURE_BYTES);
  if (body[0] !== 1) return {layout: body[0]};
  const message = [...new TextEncoder().encode(DOMAIN + code), ...body];
  return {
    layout: 1, keyNumber: reader(body.slice(2)).number(), body,
    signature: content.slice(-SIGNATURE_BYTES), message: Uint8Array.from(message),
  };
}

// The facts in a body whose signature stands. Throws.
export function unpacked(body) {
  const read = reader(body.slice(1));
  const flags = read.byte();
  if (flags & ~(SPECIMEN | PATHWAY | ENDS)) throw new Error('another layout');
  read.number(); // of the key
  const facts = {
    isSpecimen: Boolean(flags & SPECIMEN), isPathway: Boolean(flags & PATHWAY),
    type: read.text(), version: read.text(), hours: read.number(), issuedMonth: read.number(),
    lastDay: null, graceDays: 0,
  };
  if (flags & ENDS) {
    facts.lastDay = read.number();
    facts.graceDays = read.number();
  }
  facts.listNumber = read.number();
  facts.place = read.number();
  facts.marks = marksIn(read.rest());
  return facts;
}

function marksIn(content) {
  const count = content.length / MARK_BYTES;
  if (!Number.isInteger(count) || count > MOST_MARKS) throw new Error('three marks at most');
  const starts = Array.from({length: count}, (_, place) => place * MARK_BYTES);
  return starts.map(start => content.slice(start, start + MARK_BYTES));
}

// Takes one value after another off some bytes. Each throws where there is none.
export function reader(content) {
  let at = 0;
  function byte() {
    if (at >= content.length) throw new Error('too short');
    return content[at++];
  }
  function number() {
    let value = 0;
    for (let place = 0; place < 4; place++) {
      const each = byte();
      value |= (each & 0x7f) << (7 * place);
      if (each < 0x80) return value;
    }
    throw new Error('too large a number');
  }
  function text() {
    const length = number();
    return new TextDecoder('utf-8', {fatal: true}).decode(Uint8Array.from({length}, byte));
  }
  return {byte, number, text, rest: () => content.slice(at), isAtEnd: () => at >= content.length};
}
