// A real OpenID Connect provider on loopback, which signs in whomever a test names.

import { createServer } from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

export const CLIENT = 'desk';
export const CLIENT_SECRET = 'a-secret-of-the-browser-tests-only';

/** An issuer on a free port. */
export class Issuer {
  static async start() {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Issuer(server);
  }

  constructor(server) {
    this.server = server;
    this.url = `http://127.0.0.1:${server.address().port}`;
    /** The groups of the people who may sign in. */
    this.groups = { ana: ['privacy'], eve: [] };
    /** Who signs in next. */
    this.next = 'ana';
  }

  /** Admits a desk at this address. The desk's port is known only after it has started. */
  admit(desk) {
    const claims = (id) => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} Example`, groups: this.groups[id] });
    const provider = new Provider(this.url, {
      clients: [{ client_id: CLIENT, client_secret: CLIENT_SECRET, redirect_uris: [`${desk}/desk/sign-in/done`], response_types: ['code'], grant_types: ['authorization_code'] }],
      claims: { openid: ['sub', 'name', 'groups'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      findAccount: (_, id) => ({ accountId: id, claims: () => claims(id) }),
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      cookies: { keys: ['only for tests'] },
    });
    const answer = provider.callback();
    this.server.removeAllListeners('request');
    this.server.on('request', async (request, response) => {
      if (!request.url.startsWith('/interaction/')) return answer(request, response);
      const { prompt, grantId, session, params } = await provider.interactionDetails(request, response);
      if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: this.next } });
      const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
    });
  }

  async stop() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
