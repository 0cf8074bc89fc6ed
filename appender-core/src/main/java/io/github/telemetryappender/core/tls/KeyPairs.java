package io.github.telemetryappender.core.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tells whether a private and a public key are a pair: what one signs the other verifies. */
final class KeyPairs {

  private static final byte[] TEXT = {1, 2, 3};

  private KeyPairs() {}

  static boolean match(PrivateKey privateKey, PublicKey publicKey) {
    try {
      Signature signer = Signature.getInstance(algorithm(privateKey));
      signer.initSign(privateKey);
      signer.update(TEXT);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(TEXT);
      return signer.verify(signature);
    } catch (GeneralSecurityException notEvenOfOneKind) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm(); // Ed25519 and Ed448 name their signature, too
    };
  }
}
