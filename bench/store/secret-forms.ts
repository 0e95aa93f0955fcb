// The forms in which a secret can turn up in a text: as it is, and as JSON, URLs and base64 write it.

/** Fewer characters of base64 than this could stand anywhere by chance, in a histogram for example. */
const leastBase64Length = 8;

/** Every form of the secret worth looking for, the secret itself first. */
export function listSecretForms(given: string): readonly string[] {
  // Half a pair of surrogates has no escape in a URL.
  const secret = given.toWellFormed();
  const quoted = quote(secret);
  const encoded = [encodeURIComponent(secret), encodeStrictly(secret), encodeURI(secret)];
  const percent = encoded.flatMap((text) => [text, text.replaceAll('%20', '+')]);
  const base64 = [secret, encodeURIComponent(secret)].flatMap(listBase64Forms);
  const forms = [
    ...[secret, quoted, quote(quoted), quoted.replaceAll('/', '\\/'), escapeUnicode(quoted)],
    ...listMarkupForms(secret),
    ...percent.flatMap((text) => [text, lowerEscapes(text)]),
    ...base64.flatMap((text) => [text, encodeURIComponent(text)]),
    ...percent.map(encodeURIComponent),
    ...hexOf(secret),
  ];
  return [...new Set(forms)];
}

/** As in a JSON text, without the quotes around it. */
const quote = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As encoders of JSON do that write ASCII alone. */
function escapeUnicode(quoted: string): string {
  return quoted.replaceAll(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Quotes are escaped by number or name, or left. */
function listMarkupForms(secret: string): readonly string[] {
  const markup = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    markup,
    markup.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    markup.replaceAll('"', '&#34;').replaceAll("'", '&#x27;'),
    markup.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  ];
}

function hexOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  const parted = hex.replaceAll(/..(?=.)/g, '$&:');
  return [hex, parted].flatMap((text) => [text, text.toUpperCase()]);
}

/** Also what encodeURIComponent lets stand, as other encoders do not. */
function encodeStrictly(secret: string): string {
  return encodeURIComponent(secret).replaceAll(
    /[!'()*~_.-]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function lowerEscapes(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (found) => found.toLowerCase());
}

/**
 * In base64 a text looks in three ways, by how many bytes stand before it (`user:secret`). Of each
 * only the characters that the secret alone decides are taken.
 */
function listBase64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    const core = text.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + bytes.length) * 8) / 6),
    );
    if (core.length < leastBase64Length) return [];
    // Where nothing stands behind it, its last bits have a character of their own, and padding.
    const whole = text.slice(Math.ceil((before * 8) / 6));
    const padded = whole.padEnd(whole.length + ((4 - (text.length % 4)) % 4), '=');
    return [core, whole, padded].flatMap((form) => [
      form,
      form.replaceAll('-', '+').replaceAll('_', '/'),
    ]);
  });
}
