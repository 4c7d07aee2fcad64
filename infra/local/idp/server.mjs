// Serves the provider under /idp/ on loopback, and the local door beside it where the gateway never looks.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { tell, tellFault } from './logs.mjs';
import { MOUNT, PORT, refusePublicOrigin } from './settings.mjs';

refusePublicOrigin();
const { provider } = await import('./provider.mjs');
const { answerInteraction } = await import('./interaction.mjs');
const { answerDoor } = await import('./door.mjs');
const { languageOf, page, HEADERS } = await import('./pages.mjs');
const { flush } = await import('./store.mjs');

const ASSETS = new Map(['style.css', 'sign-out.js', 'ring.svg'].map((name) => [`${MOUNT}/assets/${name}`, fs.readFileSync(path.join(import.meta.dirname, 'assets', name))]));
const TYPES = { '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml' };
const callback = provider.callback();

function answerAsset(pathname, res) {
  const body = ASSETS.get(pathname);
  if (!body) { res.writeHead(404).end(); return; }
  res.writeHead(200, { 'content-type': TYPES[path.extname(pathname)], 'cache-control': 'public, max-age=300' }).end(body);
}

function fail(req, res, error) {
  tellFault('fault', error, req.headers['x-request-id']);
  if (res.headersSent) { res.end(); return; }
  const gone = error.name === 'SessionNotFound';
  const out = { error: gone ? 'session_not_found' : 'server_error' };
  res.writeHead(gone ? 400 : 500, HEADERS).end(page('error', languageOf(req.headers['accept-language']), { out }));
}

const server = http.createServer((req, res) => {
  const [pathname] = req.url.split('?');
  if (pathname === '/door/token') answerDoor(req, res).catch((error) => fail(req, res, error));
  else if (pathname === `${MOUNT}/health`) res.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
  else if (pathname.startsWith(`${MOUNT}/assets/`)) answerAsset(pathname, res);
  else if (pathname.startsWith(`${MOUNT}/interaction/`)) answerInteraction(req, res).catch((error) => fail(req, res, error));
  else if (pathname.startsWith(`${MOUNT}/`)) {
    req.originalUrl = req.url;
    req.url = req.url.slice(MOUNT.length);
    callback(req, res);
  } else res.writeHead(404).end();
});

server.keepAliveTimeout = 75_000; // longer than the gateway's own idle time, so it never writes into a closing connection
server.listen(PORT, '127.0.0.1', () => tell('ready'));

function stop() {
  flush();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 2000).unref();
}
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop);
