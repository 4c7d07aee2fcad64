// The one screen a person meets: pick a demo person, or give the user name of an imported one.
import { AUDIENCE, PERSONAS } from './settings.mjs';
import { byName, subjectOf } from './people.mjs';
import { languageOf, page, HEADERS } from './pages.mjs';
import { provider } from './provider.mjs';

const LONGEST_FORM = 4096;

function formOf(req) {
  return new Promise((resolve, reject) => {
    let text = '';
    req.on('data', (chunk) => {
      text += chunk;
      if (text.length > LONGEST_FORM) { reject(new Error('The form is too large')); req.destroy(); }
    });
    req.on('end', () => resolve(new URLSearchParams(text)));
    req.on('error', reject);
  });
}

export async function answerInteraction(req, res) {
  const details = await provider.interactionDetails(req, res);
  const language = languageOf(req.headers['accept-language'], details.params.ui_locales);
  let unknown = '';
  if (req.method === 'POST') {
    const userName = ((await formOf(req)).get('user_name') ?? '').trim().toLowerCase();
    const person = userName ? await byName(userName) : undefined;
    if (person) {
      const login = { accountId: subjectOf(person), remember: true, amr: ['demo'] };
      await provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
      return;
    }
    unknown = userName || ' ';
  }
  res.writeHead(unknown ? 422 : 200, HEADERS).end(page('choose', language, { people: PERSONAS, unknown, audience: AUDIENCE }));
}
