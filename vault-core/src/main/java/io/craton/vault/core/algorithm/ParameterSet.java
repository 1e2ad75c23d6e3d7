package io.craton.vault.core.algorithm;

/// Parameter sets of post-quantum signature schemes, with their sizes in bytes. Contract section
/// 7.4; FIPS 204 table 2 for ML-DSA.
///
/// SPHINCS+ and Falcon are the submissions to round 3 of NIST's competition, not the standards that
/// came of them. Dilithium is what the library kept of it, on the way from the submission to
/// ML-DSA: its signatures have the sizes of ML-DSA, which for Dilithium3 are 16 bytes more than the
/// contract expects. The two hybrids sign with both of their schemes; key and signature are the
/// Dilithium part with the EdDSA part behind it.
public enum ParameterSet {
  ML_DSA_44(1_312, 2_420),
  ML_DSA_65(1_952, 3_309),
  ML_DSA_87(2_592, 4_627),
  ED25519_DILITHIUM2(1_312 + 32, 2_420 + 64),
  ED448_DILITHIUM3(1_952 + 57, 3_309 + 114),
  SPHINCS_PLUS_128F_SHAKE256_SIMPLE(32, 17_088),
  SPHINCS_PLUS_128F_SHAKE256_ROBUST(32, 17_088),
  SPHINCS_PLUS_192F_SHAKE256_SIMPLE(48, 35_664),
  SPHINCS_PLUS_192F_SHAKE256_ROBUST(48, 35_664),
  SPHINCS_PLUS_256F_SHAKE256_SIMPLE(64, 49_856),
  SPHINCS_PLUS_256F_SHAKE256_ROBUST(64, 49_856),
  SPHINCS_PLUS_128F_SHA256_SIMPLE(32, 17_088),
  SPHINCS_PLUS_128F_SHA256_ROBUST(32, 17_088),
  SPHINCS_PLUS_192F_SHA256_SIMPLE(48, 35_664),
  SPHINCS_PLUS_192F_SHA256_ROBUST(48, 35_664),
  SPHINCS_PLUS_256F_SHA256_SIMPLE(64, 49_856),
  SPHINCS_PLUS_256F_SHA256_ROBUST(64, 49_856),
  FALCON_1024(1_793, 1_462);

  private final int publicKeyBytes;
  private final int signatureBytes;

  ParameterSet(int publicKeyBytes, int signatureBytes) {
    this.publicKeyBytes = publicKeyBytes;
    this.signatureBytes = signatureBytes;
  }

  /// The length of a public key without the structure around it.
  public int publicKeyBytes() {
    return publicKeyBytes;
  }

  /// The length of a signature; of Falcon's, whose length varies, the longest.
  public int signatureBytes() {
    return signatureBytes;
  }

  /// True when all signatures are of one length.
  public boolean fixedSignatureLength() {
    return this != FALCON_1024;
  }
}
