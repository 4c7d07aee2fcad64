// The local door: a token for a demo person, a system or an imported person, for whoever can read the secret file.
import crypto from 'node:crypto';
import { DOOR_SECRET, SYSTEMS } from './settings.mjs';
import { byName, claimsOf, persona } from './people.mjs';
import { sign } from './tokens.mjs';

const HOUR = 3600;
const digest = (text) => crypto.createHash('sha256').update(text).digest();
const isOurs = (secret) => crypto.timingSafeEqual(digest(secret ?? ''), digest(DOOR_SECRET));

async function tokenFor(who) {
  if (SYSTEMS[who]) return sign({ sub: who, client_id: who, scope: SYSTEMS[who].scopes.join(' ') }, HOUR);
  const person = who.startsWith('person:') ? await byName(who.slice('person:'.length)) : persona(who);
  return person && sign({ ...claimsOf(person), client_id: 'spa' }, HOUR);
}

const LONGEST = 64 * 1024;

// A token that says what it is told to, to try what an issuer of one's own would send; who and for how long is ours.
async function tokenOf(req) {
  let text = '';
  for await (const part of req) {
    text += part;
    if (text.length > LONGEST) return undefined;
  }
  try {
    const claims = JSON.parse(text);
    const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
    return isObject ? sign(claims, HOUR) : undefined;
  } catch {
    return undefined;
  }
}

export async function answerDoor(req, res) {
  const url = new URL(req.url, 'http://localhost');
  if (req.method !== 'POST' || !isOurs(req.headers['x-door-secret'])) { res.writeHead(404).end(); return; }
  if (url.searchParams.has('claims')) {
    const made = await tokenOf(req);
    if (made) res.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(made);
    else res.writeHead(422, { 'content-type': 'text/plain' }).end('Claims are one JSON object.');
    return;
  }
  const token = await tokenFor(url.searchParams.get('as') ?? '');
  if (!token) { res.writeHead(404, { 'content-type': 'text/plain' }).end('Nobody is known by that name.'); return; }
  res.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(token);
}
