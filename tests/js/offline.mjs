// The offline verifier's own script, asked many things in one process.
// Arguments: the module, the question. Standard input: JSON. Standard output: the answers.
import {webcrypto} from 'node:crypto';
import {text} from 'node:stream/consumers';
import {pathToFileURL} from 'node:url';

globalThis.crypto ??= webcrypto; // Debian 12's node 18 has it under another name

const {folding, proof, verdict} = await import(pathToFileURL(process.argv[2]));
const sent = JSON.parse(await text(process.stdin));
const subtle = sent.native === false ? null : crypto.subtle;

const QUESTIONS = {
  async verdicts() {
    const found = [];
    for (const one of sent.texts) {
      const {verdict: said, facts} = await verdict.checked(one, sent.known, sent.today, subtle);
      found.push({verdict: said, facts: facts && {...facts, marks: facts.marks.length}});
    }
    return found;
  },
  async names() {
    const {square, facts} = await verdict.checked(sent.text, sent.known, sent.today, subtle);
    const found = [];
    for (const name of sent.names) {
      found.push(await verdict.isPrinted(name, square.code, facts, sent.known, subtle));
    }
    return found;
  },
  async folds() {
    return sent.texts.map(each => folding.folded(each, sent.folding));
  },
  async mark() {
    return [...await proof.markOf(sent.name, sent.code, sent.rounds, subtle)];
  },
};

process.stdout.write(JSON.stringify(await QUESTIONS[process.argv[3]]()));
