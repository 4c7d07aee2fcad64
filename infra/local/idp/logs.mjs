// What goes wrong, told as the services tell it: which fault and where, never its text, which may quote a token.
const frames = (error) => String(error?.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')).map((line) => line.trim());

export function tell(event, fields = {}) {
  const line = { timestamp: new Date().toISOString(), level: 'info', service: 'identity', process: 'identity', event, request_id: `identity-${process.pid}`, ...fields };
  console.log(JSON.stringify(line));
}

export function tellFault(event, error, requestId) {
  const exception = [{ type: error?.name ?? typeof error, code: error?.code, frames: frames(error) }];
  tell(event, { level: 'error', exception, ...(requestId && { request_id: requestId }) });
}

for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => { tellFault('ended_by_fault', error); process.exit(1); });
}
process.on('warning', (warning) => tell('warning', { level: 'warning', exception: [{ type: warning.name, code: warning.code }] }));
