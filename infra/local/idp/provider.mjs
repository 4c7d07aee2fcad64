// The OpenID provider itself: code with PKCE for the app, client credentials for systems, access tokens as JWT.
import { errors, Provider } from 'oidc-provider';
import { tellFault } from './logs.mjs';
import { AUDIENCE, ISSUER, MOUNT, ORIGIN, ORIGINS, SCOPES, SECRETS, SYSTEMS } from './settings.mjs';
import { bySubject, claimsOf } from './people.mjs';
import { cookieKeys, jwks, Store } from './store.mjs';
import { sendPage } from './pages.mjs';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const PERSON_SCOPES = 'openid profile email offline_access';

const spa = {
  client_id: 'spa',
  client_name: 'Kring',
  application_type: 'web',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: ORIGINS.flatMap((origin) => [`${origin}/callback`, `${origin}/silent.html`]),
  post_logout_redirect_uris: ORIGINS.map((origin) => `${origin}/`),
  scope: PERSON_SCOPES,
};
const systems = Object.entries(SYSTEMS).map(([id, system]) => ({
  client_id: id,
  client_name: system.name,
  client_secret: SECRETS[id],
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  scope: system.scopes.join(' '),
}));

export const provider = new Provider(ISSUER, {
  adapter: Store,
  jwks,
  clients: [spa, ...systems],
  scopes: ['openid', 'offline_access', ...SCOPES],
  claims: {
    openid: ['sub'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username', 'employee_number', 'locale', 'roles'],
    email: ['email'],
  },
  conformIdTokenClaims: false, // an access token bound to the API cannot call userinfo, so the id token carries the profile
  async findAccount(_ctx, subject) {
    const person = await bySubject(subject);
    return person && { accountId: subject, claims: async () => claimsOf(person) };
  },
  pkce: { required: () => true },
  cookies: {
    keys: cookieKeys,
    names: { session: 'kring_session', interaction: 'kring_interaction', resume: 'kring_resume' },
    long: { path: MOUNT, sameSite: 'lax', httpOnly: true },
    short: { sameSite: 'lax', httpOnly: true },
  },
  ttl: { AccessToken: 10 * MINUTE, ClientCredentials: 10 * MINUTE, IdToken: 10 * MINUTE, AuthorizationCode: MINUTE, Interaction: 15 * MINUTE, RefreshToken: 10 * HOUR, Session: 10 * HOUR, Grant: 10 * HOUR },
  routes: { authorization: '/auth', token: '/token', jwks: '/jwks', userinfo: '/me', end_session: '/logout', revocation: '/revoke' },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => sendPage(ctx, 'signOut', { form }),
      postLogoutSuccessSource: async (ctx) => sendPage(ctx, 'signedOut', { origin: ORIGIN }),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo(_ctx, resource) {
        if (resource !== AUDIENCE) throw new errors.InvalidTarget();
        return { scope: SCOPES.join(' '), audience: AUDIENCE, accessTokenTTL: 10 * MINUTE, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } };
      },
    },
  },
  async extraTokenClaims(_ctx, token) {
    if (token.kind === 'ClientCredentials') return undefined;
    const person = await bySubject(token.accountId);
    if (!person) return undefined;
    const { sub, ...claims } = claimsOf(person);
    return claims;
  },
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  clientBasedCORS: (_ctx, origin) => ORIGINS.includes(origin),
  interactions: { url: (_ctx, interaction) => `${MOUNT}/interaction/${interaction.uid}` },
  async loadExistingGrant(ctx) { // the app is ours: no consent page
    const { client, session } = ctx.oidc;
    const id = session.grantIdFor(client.clientId);
    const grant = (id && await provider.Grant.find(id)) || new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(PERSON_SCOPES);
    await grant.save();
    return grant;
  },
  renderError: async (ctx, out) => sendPage(ctx, 'error', { out }),
});

provider.proxy = true;
provider.on('server_error', (ctx, error) => tellFault('fault', error, ctx.get('x-request-id')));
