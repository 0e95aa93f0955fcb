// The forms in which a secret can turn up in a text: as it is, and as JSON, URLs and base64 write it.

/** Fewer characters of base64 than this could stand anywhere by chance, in a histogram for example. */
const leastBase64Length = 8;

/** Every form of the secret worth looking for, the secret itself first. */
export function listSecretForms(secret: string): readonly string[] {
  const quoted = JSON.stringify(secret).slice(1, -1);
  const encoded = [encodeURIComponent(secret), encodeStrictly(secret), encodeURI(secret)];
  const percent = encoded.flatMap((text) => [text, text.replaceAll('%20', '+')]);
  const base64 = [secret, encodeURIComponent(secret)].flatMap(listBase64Forms);
  const forms = [
    ...[secret, quoted],
    ...percent.flatMap((text) => [text, lowerEscapes(text)]),
    ...base64.flatMap((text) => [text, encodeURIComponent(text)]),
    Buffer.from(secret).toString('hex'),
  ];
  return [...new Set(forms)];
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
    return [core, core.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
