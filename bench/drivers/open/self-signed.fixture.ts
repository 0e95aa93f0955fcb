// A self-signed certificate for 127.0.0.1, made anew for each test (X.509 v3 in DER, by hand).
import { generateKeyPairSync, sign } from 'node:crypto';

const tag = { integer: 2, bitString: 3, octetString: 4, oid: 6, utf8: 12, utcTime: 23 } as const;
const sequenceTag = 0x30;
const setTag = 0x31;
const ecdsaWithSha256 = der(tag.oid, Buffer.from('2a8648ce3d040302', 'hex'));
const commonNameOid = der(tag.oid, Buffer.from('550403', 'hex'));
const subjectAltNameOid = der(tag.oid, Buffer.from('551d11', 'hex'));

function der(tagByte: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const lengthBytes =
    length < 128
      ? [length]
      : length < 256
        ? [0x81, length]
        : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tagByte, ...lengthBytes]), content]);
}

function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return der(tag.utcTime, Buffer.from(`${digits}Z`));
}

/** A key and its certificate, PEM, valid from yesterday to tomorrow. */
export function createSelfSigned(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const dayMs = 24 * 3_600_000;
  const algorithm = der(sequenceTag, ecdsaWithSha256);
  const commonName = der(sequenceTag, commonNameOid, der(tag.utf8, Buffer.from('localhost')));
  const name = der(sequenceTag, der(setTag, commonName));
  const address = der(sequenceTag, der(0x87, Buffer.from([127, 0, 0, 1])));
  const extension = der(sequenceTag, subjectAltNameOid, der(tag.octetString, address));
  const body = der(
    sequenceTag,
    der(0xa0, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, Buffer.from([1])),
    algorithm,
    name,
    der(sequenceTag, utcTime(new Date(Date.now() - dayMs)), utcTime(new Date(Date.now() + dayMs))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(sequenceTag, extension)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(
    sequenceTag,
    body,
    algorithm,
    der(tag.bitString, Buffer.from([0]), signature),
  );
  const base64 = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  };
}
