/** Where somebody was heading when they were sent to sign in, kept in this tab until they are back. */

const KEY = "kring.return-to";

export function rememberAddress(address: string): void {
  sessionStorage.setItem(KEY, address);
}

/** The address that is still waited for; a sign-in that failed on its way left it. */
export function waitingAddress(): string | null {
  return ours(sessionStorage.getItem(KEY));
}

/** Where to go now, from what came back with the sign-in or else from what was kept; then nothing is waited for. */
export function takeAddress(sent: string | undefined): string {
  const address = ours(sent) ?? waitingAddress() ?? "/today";
  sessionStorage.removeItem(KEY);
  return address;
}

/** Only a path of our own: never an address somebody slipped in. */
function ours(address: string | null | undefined): string | null {
  return address?.startsWith("/") && !/^\/[/\\]/.test(address) ? address : null;
}
