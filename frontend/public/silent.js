// Hands the answer of a silent sign-in to the page around this frame, in the form that oidc-client-ts waits for.
parent.postMessage({ source: "oidc-client", url: location.href, keepOpen: false }, location.origin);
