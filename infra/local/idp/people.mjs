// Who can sign in: the demo people of the file, and anyone the directory of training-api knows by user name.
import { once } from 'node:events';
import http from 'node:http';
import { json } from 'node:stream/consumers';
import { sign } from './tokens.mjs';
import { PERSONAS, TRAINING_URL } from './settings.mjs';

const REMEMBERED = 60_000;
const SUBJECT = 'person-';
const byUserName = new Map(PERSONAS.map((person) => [person.user_name, person]));
const byPersona = new Map(PERSONAS.map((person) => [person.persona, person]));
const imported = new Map();

export const subjectOf = (person) => SUBJECT + person.user_name;
export const persona = (key) => byPersona.get(key);

async function lookUp(userName) {
  const token = sign({ sub: 'identity-provider', client_id: 'identity-provider', scope: 'people.read' }, 60);
  const url = `${TRAINING_URL}/v1/people?user_name=${encodeURIComponent(userName)}&limit=2`;
  // Not by fetch: it needs WebAssembly, which Node's small mode leaves out.
  const request = http.get(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(5000) });
  const [answer] = await once(request, 'response');
  if (answer.statusCode !== 200) {
    request.destroy();
    throw new Error(`The directory answered ${answer.statusCode}`);
  }
  const { items } = await json(answer);
  return items.find((person) => person.user_name === userName && person.active !== false);
}

export async function byName(userName) {
  const known = byUserName.get(userName);
  if (known) return known;
  const remembered = imported.get(userName);
  if (remembered && remembered.until > Date.now()) return remembered.person;
  const person = await lookUp(userName);
  if (imported.size > 10_000) imported.clear();
  if (person) imported.set(userName, { person, until: Date.now() + REMEMBERED });
  return person;
}

export const bySubject = async (subject) => (subject?.startsWith(SUBJECT) ? byName(subject.slice(SUBJECT.length)) : undefined);

export function claimsOf(person) {
  return {
    sub: subjectOf(person),
    name: `${person.given_name} ${person.family_name}`,
    given_name: person.given_name,
    family_name: person.family_name,
    preferred_username: person.user_name,
    user_name: person.user_name,
    employee_number: person.employee_number,
    email: person.email,
    locale: person.locale,
    roles: person.roles?.length ? person.roles : ['employee'],
  };
}
