// Runs the published Pangea SDK, unmodified, against a Craton cluster: every call goes to the next
// node, so that each answer comes from another process than the one that made the item.
//
// Reads CRATON_ENDPOINTS (URLs with commas) and CRATON_TOKEN; the CA comes by NODE_EXTRA_CA_CERTS.
// Prints one line for each call that did what it should; the exit code is the verdict.
import assert from "node:assert/strict";
import { constants, createDecipheriv, pbkdf2Sync, privateDecrypt, randomBytes } from "node:crypto";
import {
  PangeaConfig,
  PangeaErrors,
  Vault,
  VaultService,
  asymmetricDecrypt,
  generateRsaKeyPair,
} from "pangea-node-sdk";

const endpoints = (process.env.CRATON_ENDPOINTS ?? "").split(",").filter(Boolean);
const token = process.env.CRATON_TOKEN ?? "";
assert.ok(endpoints.length > 0 && token, "CRATON_ENDPOINTS and CRATON_TOKEN must be set");

const clients = endpoints.map(
  (baseUrlTemplate) => new VaultService(token, new PangeaConfig({ baseUrlTemplate })),
);
const base64 = (text) => Buffer.from(text).toString("base64");
const run = `sdk-${Date.now()}-${randomBytes(4).toString("hex")}`;
const folder = `/${run}/`;
let calls = 0;

/** Makes one call on the next node and returns its result. */
async function next(what, call) {
  const response = await call(clients[calls++ % clients.length]);
  assert.equal(response.status, "Success", what);
  assert.match(response.request_id, /^prq_[a-z2-7]{32}$/, what);
  console.log(`ok ${what}`);
  return response.result;
}

/** Makes one call on the next node that has to be refused with that status. */
async function refused(what, status, call) {
  await assert.rejects(call(clients[calls++ % clients.length]), (error) => {
    assert.ok(error instanceof PangeaErrors.APIError, `${what}: ${error}`);
    assert.equal(error.response.status, status, what);
    return true;
  });
  console.log(`ok ${what}`);
}

async function secrets() {
  const name = `${run}-secret`;
  const stored = await next("store a secret", (vault) =>
    vault.secretStore({
      type: Vault.ItemType.SECRET,
      secret: "the first value",
      name,
      folder,
      metadata: { run },
      tags: ["sdk"],
    }),
  );
  assert.equal(stored.item_versions[0].version, 1);
  const id = stored.id;

  const first = await next("get the secret", (vault) => vault.getItem({ id }));
  assert.equal(first.item_versions[0].secret, "the first value");
  assert.equal(first.name, name);
  assert.equal(first.folder, folder);
  assert.deepEqual(first.metadata, { run });
  assert.deepEqual(first.tags, ["sdk"]);
  assert.equal(first.item_versions[0].public_key, undefined);

  const rotated = await next("rotate the secret", (vault) =>
    vault.secretRotate({
      id,
      secret: "the second value",
      rotation_state: Vault.ItemVersionState.DEACTIVATED,
    }),
  );
  assert.equal(rotated.num_versions, 2);
  assert.equal(rotated.item_versions[0].version, 2);

  const second = await next("get the rotated secret", (vault) => vault.getItem({ id }));
  assert.equal(second.item_versions.length, 1);
  assert.equal(second.item_versions[0].secret, "the second value");

  const suspended = await next("suspend the secret", (vault) =>
    vault.stateChange({ id, state: Vault.ItemVersionState.SUSPENDED, version: 1 }),
  );
  assert.equal(suspended.item_versions[0].version, 1);
  assert.equal(suspended.item_versions[0].state, "suspended");

  const renamed = await next("update the secret", (vault) =>
    vault.update({ id, name: `${name}-renamed`, tags: ["sdk", "renamed"] }),
  );
  assert.equal(renamed.id, id);
  return id;
}

async function signing(algorithm) {
  const { id } = await next(`generate ${algorithm}`, (vault) =>
    vault.asymmetricGenerate({
      type: Vault.ItemType.ASYMMETRIC_KEY,
      algorithm,
      purpose: Vault.KeyPurpose.SIGNING,
      name: `${run}-${algorithm}`,
      folder,
    }),
  );
  const message = base64("thisisamessagetosign");
  const one = await next(`sign with ${algorithm}`, (vault) => vault.sign(id, message));
  assert.equal(one.version, 1);
  assert.match(one.public_key, /BEGIN PUBLIC KEY/);
  const verify = async (what, expected, request) => {
    const result = await next(what, (vault) => vault.verify({ id, ...request }));
    assert.equal(result.valid_signature, expected, what);
  };
  await verify(`verify with ${algorithm}`, true, { message, signature: one.signature });
  await verify(`verify another message with ${algorithm}`, false, {
    message: base64("thisisnottheoriginal"),
    signature: one.signature,
  });
  const rotated = await next(`rotate ${algorithm}`, (vault) =>
    vault.keyRotate({ id, rotation_state: Vault.ItemVersionState.SUSPENDED }),
  );
  assert.equal(rotated.item_versions[0].version, 2);
  assert.equal(rotated.item_versions[0].public_key, undefined);
  const two = await next(`sign with version 2 of ${algorithm}`, (vault) => vault.sign(id, message));
  assert.equal(two.version, 2);
  await verify(`verify version 1 of ${algorithm}`, true, { message, signature: one.signature, version: 1 });
  await refused("refuse a text that is no signature", "ValidationError", (vault) =>
    vault.verify({ id, message, signature: "thisisnotasignature" }),
  );
  await next(`suspend ${algorithm}`, (vault) =>
    vault.stateChange({ id, state: Vault.ItemVersionState.SUSPENDED, version: 2 }),
  );
  await refused(`refuse to sign with suspended ${algorithm}`, "ForbiddenVaultOperation", (vault) =>
    vault.sign(id, message),
  );
  return id;
}

async function encrypting() {
  const { id } = await next("generate AES-GCM-256", (vault) =>
    vault.symmetricGenerate({
      type: Vault.ItemType.SYMMETRIC_KEY,
      algorithm: Vault.SymmetricAlgorithm.AES256_GCM,
      purpose: Vault.KeyPurpose.ENCRYPTION,
      name: `${run}-aes`,
      folder,
    }),
  );
  const plain_text = base64("thisisamessagetoencrypt");
  const additional_data = base64("context");
  const one = await next("encrypt", (vault) => vault.encrypt({ id, plain_text, additional_data }));
  assert.notEqual(one.cipher_text, plain_text);
  await next("rotate AES-GCM-256", (vault) => vault.keyRotate({ id }));
  const back = await next("decrypt with version 1", (vault) =>
    vault.decrypt({ id, cipher_text: one.cipher_text, version: 1, additional_data }),
  );
  assert.equal(back.plain_text, plain_text);
  await refused("refuse a ciphertext of another key version", "ValidationError", (vault) =>
    vault.decrypt({ id, cipher_text: one.cipher_text, additional_data }),
  );
  return id;
}

async function tokens(type, algorithm) {
  const { id } = await next(`generate ${algorithm} for tokens`, (vault) =>
    type === Vault.ItemType.SYMMETRIC_KEY
      ? vault.symmetricGenerate({ type, algorithm, purpose: Vault.KeyPurpose.JWT, name: `${run}-jwt-${algorithm}`, folder })
      : vault.asymmetricGenerate({ type, algorithm, purpose: Vault.KeyPurpose.JWT, name: `${run}-jwt-${algorithm}`, folder }),
  );
  const { jws } = await next(`sign a token with ${algorithm}`, (vault) =>
    vault.jwtSign(id, JSON.stringify({ message: "message to sign", data: "Some extra data" })),
  );
  await next(`rotate ${algorithm} for tokens`, (vault) =>
    vault.keyRotate({ id, rotation_state: Vault.ItemVersionState.SUSPENDED }),
  );
  const checked = await next(`verify a token of version 1 of ${algorithm}`, (vault) => vault.jwtVerify(jws));
  assert.equal(checked.valid_signature, true);
  if (type === Vault.ItemType.ASYMMETRIC_KEY) {
    const all = await next(`read all web keys of ${algorithm}`, (vault) => vault.jwkGet({ id, version: "all" }));
    assert.equal(all.keys.length, 2);
    const current = await next(`read the web key of ${algorithm}`, (vault) => vault.jwkGet({ id }));
    assert.equal(current.keys[0].kid, `${id}|2`);
  }
  return id;
}

async function transforming() {
  const { id } = await next("generate AES-FF3-1-256-BETA", (vault) =>
    vault.symmetricGenerate({
      type: Vault.ItemType.SYMMETRIC_KEY,
      algorithm: Vault.SymmetricAlgorithm.AES256_FF3_1,
      purpose: Vault.KeyPurpose.FPE,
      name: `${run}-fpe`,
      folder,
    }),
  );
  const plain_text = "123-4567-8901";
  const tweak = "MTIzMTIzMT==";
  const alphabet = Vault.TransformAlphabet.ALPHANUMERIC;
  const { cipher_text } = await next("encrypt a text in its form", (vault) =>
    vault.encryptTransform({ id, plain_text, tweak, alphabet }),
  );
  assert.equal(cipher_text.length, plain_text.length);
  const back = await next("decrypt a text in its form", (vault) =>
    vault.decryptTransform({ id, cipher_text, tweak, alphabet }),
  );
  assert.equal(back.plain_text, plain_text);
  return id;
}

/** The text of an exported key that was encrypted for a key and a password. */
function decapsulated(exported, secret, privateKey, password) {
  const salt = privateDecrypt(
    { key: privateKey, padding: constants.RSA_NO_PADDING },
    Buffer.from(exported.encrypted_salt, "base64"),
  );
  const key = pbkdf2Sync(password, salt, exported.iteration_count, 32, exported.hash_algorithm);
  const sealed = Buffer.from(secret, "base64");
  const cipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  cipher.setAuthTag(sealed.subarray(-16));
  return cipher.update(sealed.subarray(12, -16), undefined, "ascii") + cipher.final("ascii");
}

async function exporting() {
  const { id } = await next("generate an exportable key", (vault) =>
    vault.asymmetricGenerate({
      type: Vault.ItemType.ASYMMETRIC_KEY,
      algorithm: Vault.AsymmetricAlgorithm.Ed25519,
      purpose: Vault.KeyPurpose.SIGNING,
      name: `${run}-exportable`,
      folder,
      exportable: true,
    }),
  );
  const plain = await next("export a key in the clear", (vault) => vault.export({ id }));
  assert.equal(plain.encryption_type, "none");
  assert.match(plain.private_key, /BEGIN PRIVATE KEY/);
  const { publicKey, privateKey } = await generateRsaKeyPair();
  const sealed = await next("export a key for an RSA key", (vault) =>
    vault.export({
      id,
      asymmetric_public_key: publicKey,
      asymmetric_algorithm: Vault.ExportEncryptionAlgorithm.RSA4096_OAEP_SHA512,
    }),
  );
  assert.equal(sealed.encryption_type, Vault.ExportEncryptionType.ASYMMETRIC);
  assert.equal(sealed.public_key, plain.public_key);
  assert.equal(
    asymmetricDecrypt(privateKey, Buffer.from(sealed.private_key, "base64")),
    plain.private_key,
  );
  const kem = await next("export a key for an RSA key and a password", (vault) =>
    vault.export({
      id,
      asymmetric_public_key: publicKey,
      asymmetric_algorithm: Vault.ExportEncryptionAlgorithm.RSA4096_NO_PADDING_KEM,
      kem_password: "password",
    }),
  );
  assert.equal(kem.encryption_type, Vault.ExportEncryptionType.KEM);
  assert.equal(decapsulated(kem, kem.private_key, privateKey, "password"), plain.private_key);
  const again = await next("import what was exported", (vault) =>
    vault.asymmetricStore({
      type: Vault.ItemType.ASYMMETRIC_KEY,
      algorithm: Vault.AsymmetricAlgorithm.Ed25519,
      purpose: Vault.KeyPurpose.SIGNING,
      public_key: plain.public_key,
      private_key: plain.private_key,
      name: `${run}-imported`,
      folder,
      exportable: true,
    }),
  );
  const message = base64("thisisamessagetosign");
  const one = await next("sign with the exported key", (vault) => vault.sign(id, message));
  const checked = await next("verify with the imported key", (vault) =>
    vault.verify({ id: again.id, message, signature: one.signature }),
  );
  assert.equal(checked.valid_signature, true);
  return [id, again.id];
}

async function listing(ids) {
  const found = [];
  let last;
  do {
    const page = await next("list a page", (vault) =>
      vault.list({ filter: { folder }, size: 2, ...(last ? { last } : {}) }),
    );
    found.push(...page.items.map((item) => item.id));
    last = page.last;
  } while (last && found.length < 100);
  assert.deepEqual(found.toSorted(), ids.toSorted());
}

async function deleting(id) {
  assert.equal((await next(`delete ${id}`, (vault) => vault.delete(id))).id, id);
  await refused(`refuse the deleted ${id}`, "VaultItemNotFound", (vault) => vault.getItem({ id }));
}

const ids = [
  await secrets(),
  await signing(Vault.AsymmetricAlgorithm.Ed25519),
  await signing(Vault.AsymmetricAlgorithm.ES256),
  await signing(Vault.AsymmetricAlgorithm.RSA2048_PKCS1V15_SHA256),
  await encrypting(),
  await tokens(Vault.ItemType.ASYMMETRIC_KEY, Vault.AsymmetricAlgorithm.ES256),
  await tokens(Vault.ItemType.SYMMETRIC_KEY, Vault.SymmetricAlgorithm.HS512),
  await transforming(),
  ...(await exporting()),
];
await listing(ids);
for (const id of ids) {
  await deleting(id);
}
await assert.rejects(
  new VaultService("notarealtoken", new PangeaConfig({ baseUrlTemplate: endpoints[0] })).list(),
  PangeaErrors.UnauthorizedError,
);
console.log(`ok refuse a token that is none\n${calls + 1} calls over ${endpoints.length} nodes`);
