// Every setting of the local identity provider, and its refusal to run anywhere but on this machine.
import fs from 'node:fs';
import path from 'node:path';

const required = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};

export const PORT = Number(required('IDP_PORT'));
export const ORIGIN = required('PUBLIC_ORIGIN');
export const FOLDER = required('IDP_DATA');
export const TRAINING_URL = required('TRAINING_URL');
export const AUDIENCE = process.env.OIDC_AUDIENCE ?? 'urn:kring:api';
export const MOUNT = '/idp';
export const ISSUER = ORIGIN + MOUNT;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function refusePublicOrigin() {
  const origin = new URL(ORIGIN);
  if (LOOPBACK.has(origin.hostname)) return;
  console.error(`This identity provider signs anyone in without a password, so it runs on this machine only. ${ORIGIN} is not a loopback address: set OIDC_ISSUER to your own issuer instead.`);
  process.exit(78);
}

// The same application under its other loopback name.
const twin = new URL(ORIGIN);
twin.hostname = twin.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
export const ORIGINS = [ORIGIN, twin.origin];

const read = (folder, name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
export const PERSONAS = read(import.meta.dirname, 'personas.json');
export const SYSTEMS = read(import.meta.dirname, 'systems.json');
export const SECRETS = read(FOLDER, 'clients.json');
export const DOOR_SECRET = fs.readFileSync(path.join(FOLDER, 'door.secret'), 'utf8').trim();
export const SCOPES = [...new Set(Object.values(SYSTEMS).flatMap((system) => system.scopes))];
