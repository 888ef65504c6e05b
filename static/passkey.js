// <section data-passkey="/path" hidden>: its form is sent once the browser's passkey answered the challenge of that path.
// Without this file, or in a browser without passkeys, the section stays hidden and codes do the same.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const descriptors = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

// A new passkey when the challenge names who it is for; one that exists otherwise.
function ask({ publicKey: asked }) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (!asked.user) return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: descriptors(asked.allowCredentials) } });
  const user = { ...asked.user, id: bytes(asked.user.id) };
  return navigator.credentials.create({ publicKey: { ...publicKey, user, excludeCredentials: descriptors(asked.excludeCredentials) } });
}

function written({ id, rawId, type, response }) {
  const parts = ["attestationObject", "authenticatorData", "clientDataJSON", "signature"].filter((part) => response[part]);
  const answer = Object.fromEntries(parts.map((part) => [part, text(response[part])]));
  if (response.userHandle) answer.userHandle = text(response.userHandle);
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, response: answer });
}

const WORDS = {
  InvalidStateError: "Cette clé d’accès est déjà enregistrée.",
  NotAllowedError: "La demande a été annulée ou a duré trop longtemps. Vous pouvez recommencer.",
  NotSupportedError: "Ce navigateur ou cet appareil ne sait pas faire de clé d’accès. Utilisez une application de codes.",
  SecurityError: "Le navigateur refuse les clés d’accès à cette adresse. Utilisez une application de codes.",
  TypeError: "Le hub ne répond pas. Vérifiez votre connexion, puis recommencez.",
};

async function answerThenSend(section, form) {
  const fault = section.querySelector("[role=alert]");
  const button = form.querySelector("button");
  fault.hidden = true;
  button.disabled = true;
  try {
    const challenge = await fetch(section.dataset.passkey, { method: "POST" });
    if (!challenge.ok) throw new DOMException("", "Refused");
    form.elements.credential.value = written(await ask(await challenge.json()));
    form.submit();
  } catch (error) {
    fault.textContent = WORDS[error.name] ?? "Cela n’a pas marché. Rechargez la page, puis recommencez.";
    fault.hidden = false;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const section of document.querySelectorAll("[data-passkey]")) {
    const form = section.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answerThenSend(section, form);
    });
    section.hidden = false;
  }
}
