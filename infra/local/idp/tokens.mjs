// Signs the same access token the provider issues, for its own question to the directory and for the local door.
import crypto from 'node:crypto';
import { AUDIENCE, ISSUER } from './settings.mjs';
import { jwks } from './store.mjs';

const [jwk] = jwks.keys;
const key = crypto.createPrivateKey({ key: jwk, format: 'jwk' });
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function sign(claims, lifetime) {
  const now = Math.floor(Date.now() / 1000);
  const head = part({ alg: 'RS256', typ: 'at+jwt', kid: jwk.kid });
  const body = part({ ...claims, iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + lifetime, jti: crypto.randomUUID() });
  const signature = crypto.sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url');
  return `${head}.${body}.${signature}`;
}
