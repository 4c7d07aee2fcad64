// The provider's own pages: sign in, sign out, error. No script but one line, no font or style from elsewhere.
import { MOUNT, ORIGINS } from './settings.mjs';
import { WORDS } from './words.mjs';

export const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${ORIGINS.join(' ')}`,
};

const escape = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

export function languageOf(accepted = '', asked = '') {
  const wanted = `${asked},${accepted}`.split(/[\s,]+/).map((tag) => tag.split(';')[0].slice(0, 2).toLowerCase());
  return wanted.find((tag) => WORDS[tag]) ?? 'en';
}

const initials = (person) => escape(person.given_name[0] + person.family_name.replace(/^(de|van|O')\s*/i, '')[0]).toUpperCase();

function card(person, words) {
  const role = words.roles[person.persona];
  return `<li><button class="person" name="user_name" value="${escape(person.user_name)}">
    <span class="face" aria-hidden="true">${initials(person)}</span>
    <span class="who"><strong>${escape(person.given_name)} ${escape(person.family_name)}</strong><span class="role">${escape(role)}</span><span class="job">${escape(person.job_profile)}, ${escape(person.department)}</span></span>
  </button></li>`;
}

function someoneElse(words, unknown) {
  const invalid = unknown ? ' aria-invalid="true" aria-describedby="hint refused"' : ' aria-describedby="hint"';
  return `<form class="other" method="post"><h2><label for="user_name">${words.other}</label></h2>
    <p id="hint">${words.otherHint}</p>
    <div class="row"><input id="user_name" name="user_name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="200" value="${escape(unknown.trim())}" placeholder="${words.userName}"${invalid}><button class="strong">${words.signIn}</button></div>
    ${unknown ? `<p id="refused" role="alert">${words.unknown}</p>` : ''}</form>`;
}

const BODIES = {
  choose: (words, { people, unknown }) => ({
    title: words.title,
    lead: words.lead,
    body: `<form method="post"><ul class="people">${people.map((person) => card(person, words)).join('')}</ul></form>${someoneElse(words, unknown)}`,
  }),
  signOut: (words, { form }) => ({
    title: words.signOut,
    lead: words.signOutLead,
    body: `${form}<div class="row"><button class="strong" form="op.logoutForm" name="logout" value="yes">${words.yes}</button><button form="op.logoutForm">${words.no}</button></div><script src="${MOUNT}/assets/sign-out.js" defer></script>`,
  }),
  signedOut: (words, { origin }) => ({ title: words.signedOut, lead: words.signedOutLead, body: `<p><a class="strong" href="${origin}/">${words.back}</a></p>` }),
  error: (words, { out }) => ({
    title: words.error,
    lead: words.errorLead,
    body: `<dl>${Object.entries(out).filter(([, value]) => value).map(([key, value]) => `<dt>${escape(key)}</dt><dd>${escape(value)}</dd>`).join('')}</dl><p><a class="strong" href="${ORIGINS[0]}/">${words.back}</a></p>`,
  }),
};

export function page(name, language, facts) {
  const { title, lead, body } = BODIES[name](WORDS[language], facts);
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · Kring</title><link rel="icon" href="${MOUNT}/assets/ring.svg" type="image/svg+xml"><link rel="stylesheet" href="${MOUNT}/assets/style.css"></head>
<body><main class="${name}"><header><img src="${MOUNT}/assets/ring.svg" alt="" width="48" height="48"><p class="brand">Kring</p></header><h1>${title}</h1><p class="lead">${lead}</p>${body}</main></body></html>`;
}

export function sendPage(ctx, name, facts) {
  ctx.set(HEADERS);
  ctx.type = 'html';
  ctx.body = page(name, languageOf(ctx.get('accept-language')), facts);
}
