// Sessions, grants and keys of one provider process: in memory, written behind to one file that only its owner reads.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { FOLDER } from './settings.mjs';

const WRITE_BEHIND = 500;
const WRITE_AGAIN = 1000;
const STATE = path.join(FOLDER, 'state.json');

function keep(name, make) {
  const file = path.join(FOLDER, name);
  if (!fs.existsSync(file)) fs.writeFileSync(file, JSON.stringify(make()), { mode: 0o600 });
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

export const jwks = keep('jwks.json', () => {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: crypto.randomUUID() }] };
});
export const cookieKeys = keep('cookies.json', () => [crypto.randomBytes(32).toString('base64url')]);

const entries = new Map(fs.existsSync(STATE) ? JSON.parse(fs.readFileSync(STATE, 'utf8')) : []);
const alive = (entry) => entry && (!entry.expires || entry.expires > Date.now());
let timer;

export function flush() {
  clearTimeout(timer);
  timer = undefined;
  for (const [key, entry] of entries) if (!alive(entry)) entries.delete(key);
  try {
    fs.writeFileSync(`${STATE}.new`, JSON.stringify([...entries]), { mode: 0o600 });
    fs.renameSync(`${STATE}.new`, STATE);
  } catch (error) {
    // A full disk must not take the provider down: what is in memory is good, and is written once there is room.
    console.error(JSON.stringify({ level: 'error', message: 'state not written', error: error.code }));
    timer = setTimeout(flush, WRITE_AGAIN);
    timer.unref();
  }
}

const changed = () => { timer ??= setTimeout(flush, WRITE_BEHIND); };

export class Store {
  constructor(model) { this.model = model; }

  key(id) { return `${this.model}:${id}`; }

  async upsert(id, payload, expiresIn) {
    entries.set(this.key(id), { payload, expires: expiresIn ? Date.now() + expiresIn * 1000 : 0 });
    changed();
  }

  async find(id) {
    const entry = entries.get(this.key(id));
    return alive(entry) ? entry.payload : undefined;
  }

  async findByUid(uid) { return this.findBy('uid', uid); }

  async findByUserCode(code) { return this.findBy('userCode', code); }

  async findBy(field, value) {
    for (const [key, entry] of entries) {
      if (key.startsWith(`${this.model}:`) && entry.payload[field] === value && alive(entry)) return entry.payload;
    }
    return undefined;
  }

  async consume(id) {
    const entry = entries.get(this.key(id));
    if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
    changed();
  }

  async destroy(id) { entries.delete(this.key(id)); changed(); }

  async revokeByGrantId(grantId) {
    for (const [key, entry] of entries) if (entry.payload.grantId === grantId) entries.delete(key);
    changed();
  }
}
