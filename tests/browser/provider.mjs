// A real OpenID Connect provider of one's own, which signs in whom the test says, without asking.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const SECRET = "un secret du hub chez le fournisseur";

function signingKey(kid) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
}

/** Starts a provider on a port, with clients that return to a hub. `who` is changed by the test. */
export async function startProvider(port, hub) {
  const issuer = `http://127.0.0.1:${port}`;
  const who = { subject: "agent-1", acr: undefined };
  const asked = [];
  let server;

  const client = (id, more = {}) => ({ client_id: id, client_secret: SECRET, redirect_uris: [`${hub}/sign-in/providers/${id}/callback`], ...more });
  const start = async (kid) => {
    const provider = new Provider(issuer, {
      clients: [client("plain"), client("without-pkce"), client("signed", { userinfo_signed_response_alg: "RS256" })],
      jwks: { keys: [signingKey(kid)] },
      features: { devInteractions: { enabled: false }, jwtUserinfo: { enabled: true } },
      pkce: { required: (_, { clientId }) => clientId !== "without-pkce" },
      acrValues: ["eidas1", "eidas2"],
      cookies: { keys: ["une clé de la suite d’essais"] },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: "camille.orsini@hub.exemple.test", email_verified: true }) }),
    });
    provider.use(async (context, next) => {
      if (context.path === "/auth") asked.push(context.query);
      if (!context.path.startsWith("/interaction/")) return next();
      const { params } = await provider.interactionDetails(context.req, context.res);
      const grant = new provider.Grant({ accountId: who.subject, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      const answer = { login: { accountId: who.subject, acr: who.acr, remember: false }, consent: { grantId: await grant.save() } };
      context.respond = false;
      await provider.interactionFinished(context.req, context.res, answer, { mergeWithLastSubmission: false });
    });
    server = createServer(provider.callback()).listen(port, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  await start("first");
  const changeKeys = async () => {
    await stop();
    await start("second");
  };
  return { issuer, who, asked, changeKeys, stop };
}
