// Signatures and hashes: by the browser where it can, else by the libraries in this file.
import {etc, verify} from './vendor/noble-ed25519/index.js';
import {pbkdf2Async} from './vendor/noble-hashes/pbkdf2.js';
import {sha256, sha512} from './vendor/noble-hashes/sha2.js';

const MARK_BYTES = 16;

etc.sha512Sync = (...parts) => sha512(etc.concatBytes(...parts));

// Whether a public key (32 bytes) made the signature. subtle: the browser's, if it has one.
export async function isSignedBy(key, signature, message, subtle = globalThis.crypto?.subtle) {
  const known = await ownKey(key, subtle);
  if (known) return subtle.verify('Ed25519', known, signature, message);
  try {
    return verify(signature, message, key, {zip215: false});
  } catch {
    return false; // no signature at all
  }
}

// The key as the browser holds it; null where it has no Ed25519.
async function ownKey(key, subtle) {
  try {
    return await subtle.importKey('raw', key, {name: 'Ed25519'}, false, ['verify']);
  } catch {
    return null;
  }
}

// The mark of a folded name on the paper with this code.
export async function markOf(name, code, rounds, subtle = globalThis.crypto?.subtle) {
  const [secret, salt] = [name, code].map(text => new TextEncoder().encode(text));
  if (!subtle) return pbkdf2Async(sha256, secret, salt, {c: rounds, dkLen: MARK_BYTES});
  const key = await subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const how = {name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds};
  return new Uint8Array(await subtle.deriveBits(how, key, 8 * MARK_BYTES));
}
