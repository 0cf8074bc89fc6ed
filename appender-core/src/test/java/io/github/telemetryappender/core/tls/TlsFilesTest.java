package io.github.telemetryappender.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.TlsConfig;
import io.github.telemetryappender.core.settings.TlsConfig.PemIdentity;
import io.github.telemetryappender.core.settings.TlsConfig.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import okhttp3.tls.HeldCertificate;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which certificates and keys are written, and every way to get them wrong. */
class TlsFilesTest {

  private static final String PASSWORD = "s3cret-password";
  private static final HeldCertificate CA =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate OTHER_CA =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate CLIENT =
      new HeldCertificate.Builder().signedBy(CA).commonName("client").build();
  private static final HeldCertificate RSA_CLIENT =
      new HeldCertificate.Builder().signedBy(CA).rsa2048().commonName("client").build();

  @TempDir Path folder;

  @Test
  void nothingConfiguredIsTheTlsOfTheJvm() {
    assertThat(TlsFiles.of(TlsConfig.NONE)).isNull();
  }

  @Test
  void allCertificatesOfAPemFileAreTrusted() throws Exception {
    Path file = write("ca.pem", "# ours\n" + CA.certificatePem() + OTHER_CA.certificatePem());

    assertThat(trusted(new TlsConfig(null, file.toString(), null, null)))
        .containsExactlyInAnyOrder(CA.certificate(), OTHER_CA.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void certificatesOfAStoreAreTrusted(String type) throws Exception {
    Store store = store(type, CA.certificate(), null);

    assertThat(trusted(new TlsConfig(store, null, null, null))).containsExactly(CA.certificate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void theKeyOfAStoreIsUsed(String type) throws Exception {
    Store store = store(type, CLIENT.certificate(), CLIENT.keyPair().getPrivate());

    assertThat(load(new TlsConfig(null, null, store, null)).socketFactory()).isNotNull();
  }

  @Test
  void aKeyInPemIsReadInTheFormsThatToolsWrite() throws Exception {
    assertThat(key(RSA_CLIENT.privateKeyPkcs8Pem())).isEqualTo(rsaKey());
    assertThat(key(RSA_CLIENT.privateKeyPkcs1Pem())).isEqualTo(rsaKey());
    assertThat(key(CLIENT.privateKeyPkcs8Pem())).isEqualTo(CLIENT.keyPair().getPrivate());
    String sec1 = sec1(CLIENT.keyPair().getPrivate());
    assertThat(number(key(sec1))).isEqualTo(number(CLIENT.keyPair().getPrivate()));
    String withCurve =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + sec1;
    assertThat(number(key(withCurve))).isEqualTo(number(CLIENT.keyPair().getPrivate()));
    assertThat(load(pem(CLIENT.certificatePem(), withCurve))).isNotNull();
  }

  private static BigInteger number(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }

  @Test
  void aCertificateAndItsKeyMakeAnIdentity() throws Exception {
    assertThat(load(pem(CLIENT.certificatePem(), CLIENT.privateKeyPkcs8Pem()))).isNotNull();
    assertThat(load(pem(RSA_CLIENT.certificatePem() + CA.certificatePem(), rsaPem()))).isNotNull();
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    TlsConfig mixed = pem(CLIENT.certificatePem(), RSA_CLIENT.privateKeyPkcs8Pem());

    assertRefused(
        mixed,
        "tls.keyFile = "
            + folder.resolve("client.key")
            + " does not belong to the certificate in tls.certificateFile = "
            + folder.resolve("client.pem"));
    assertRefused(
        pem(CLIENT.certificatePem(), CA.privateKeyPkcs8Pem()),
        "tls.keyFile = "
            + folder.resolve("client.key")
            + " does not belong to the certificate in tls.certificateFile = "
            + folder.resolve("client.pem"));
  }

  @Test
  void anEncryptedKeyIsNamedAsSuch() throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(
          rsaKey(),
          new JcePEMEncryptorBuilder("AES-128-CBC")
              .setProvider(new BouncyCastleProvider())
              .build(PASSWORD.toCharArray()));
    }
    assertRefused(
        pem(RSA_CLIENT.certificatePem(), text.toString()),
        "tls.keyFile = "
            + folder.resolve("client.key")
            + " is encrypted: use a key that is not, or tls.keyStore with its password");
  }

  @Test
  void whatIsNoPemIsSaidInOneSentence() throws Exception {
    Path nothing = write("ca.pem", "hello " + PASSWORD);
    assertRefused(
        new TlsConfig(null, nothing.toString(), null, null),
        "tls.caFile = " + nothing + " holds what is no certificate in PEM");
    Path empty = write("ca.pem", "");
    assertRefused(
        new TlsConfig(null, empty.toString(), null, null),
        "tls.caFile = " + empty + " holds no certificate in PEM");
    Path broken = write("ca.pem", CA.certificatePem().replace("M", "\n?"));
    assertRefused(
        new TlsConfig(null, broken.toString(), null, null),
        "tls.caFile = " + broken + " holds what is no certificate in PEM");
    Path missing = folder.resolve("missing.pem");
    assertRefused(
        new TlsConfig(null, missing.toString(), null, null),
        "tls.caFile = " + missing + " does not exist");
    assertRefused(
        pem(CLIENT.certificatePem(), "-----BEGIN PRIVATE KEY-----\n" + PASSWORD),
        "tls.keyFile = " + folder.resolve("client.key") + " holds what is no private key in PEM");
    assertRefused(
        pem(CLIENT.certificatePem(), CLIENT.certificatePem()),
        "tls.keyFile = " + folder.resolve("client.key") + " holds no private key in PEM");
  }

  @Test
  void aStoreThatCannotBeOpenedIsSaidInOneSentence() throws Exception {
    Store store = store("PKCS12", CA.certificate(), null);
    assertRefused(
        new TlsConfig(new Store(store.path(), "wrong-" + PASSWORD), null, null, null),
        "tls.trustStore = "
            + store.path()
            + " cannot be opened: it is no PKCS12 or JKS store, or its password is another");
    assertRefused(
        new TlsConfig(new Store(store.path(), null), null, null, null),
        "tls.trustStore = "
            + store.path()
            + " holds no trusted certificate that can be read: check tls.trustStorePassword");
    assertRefused(
        new TlsConfig(null, null, store, null),
        "tls.keyStore = " + store.path() + " holds no private key");
  }

  @Test
  void aReplacedFileIsAChange() throws Exception {
    TlsConfig config = pem(CLIENT.certificatePem(), CLIENT.privateKeyPkcs8Pem());
    TlsFiles files = TlsFiles.of(config);
    files.load();
    assertThat(files.hasChanged()).isFalse();

    pem(RSA_CLIENT.certificatePem(), CLIENT.privateKeyPkcs8Pem());
    assertThat(files.hasChanged()).isTrue();
    assertThatThrownBy(files::load).hasMessageContaining("does not belong");
    assertThat(files.hasChanged()).isFalse();

    pem(RSA_CLIENT.certificatePem(), rsaPem());
    assertThat(files.hasChanged()).isTrue();
    files.load();
  }

  private static PrivateKey rsaKey() {
    return RSA_CLIENT.keyPair().getPrivate();
  }

  private static String rsaPem() {
    return RSA_CLIENT.privateKeyPkcs1Pem();
  }

  private PrivateKey key(String pem) throws Exception {
    return PemKey.in(write("some.key", pem).toString()).read();
  }

  /** As {@code openssl ecparam -genkey} writes it. */
  private static String sec1(PrivateKey key) throws IOException {
    var sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, ((ECPrivateKey) key).getS(), SECObjectIdentifiers.secp256r1);
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      pem.writeObject(new PemObject("EC PRIVATE KEY", sec1.getEncoded()));
    }
    return text.toString();
  }

  private TlsConfig pem(String certificate, String key) throws IOException {
    return new TlsConfig(
        null,
        null,
        null,
        new PemIdentity(
            write("client.pem", certificate).toString(), write("client.key", key).toString()));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Store store(String type, X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    if (key == null) {
      store.setCertificateEntry("ca", certificate);
    } else {
      store.setKeyEntry("client", key, PASSWORD.toCharArray(), new X509Certificate[] {certificate});
    }
    Path file = folder.resolve("store-" + type);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return new Store(file.toString(), PASSWORD);
  }

  private static Tls load(TlsConfig config) throws UnusableTlsException {
    return TlsFiles.of(config).load();
  }

  private static Iterable<X509Certificate> trusted(TlsConfig config) throws Exception {
    return Arrays.asList(load(config).trustManager().getAcceptedIssuers());
  }

  private static void assertRefused(TlsConfig config, String message) {
    assertThatThrownBy(() -> load(config))
        .isInstanceOf(UnusableTlsException.class)
        .hasMessage(message)
        .hasNoCause();
  }
}
