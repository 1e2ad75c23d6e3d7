import io.craton.client.ApiClient;
import io.craton.client.ApiException;
import io.craton.client.api.CryptographyApi;
import io.craton.client.api.ItemsApi;
import io.craton.client.api.KeysApi;
import io.craton.client.api.SecretsApi;
import io.craton.client.model.DeleteRequest;
import io.craton.client.model.GetRequest;
import io.craton.client.model.Item;
import io.craton.client.model.KeyGenerateRequest;
import io.craton.client.model.ListRequest;
import io.craton.client.model.ListedItem;
import io.craton.client.model.RequestFilter;
import io.craton.client.model.SecretStoreRequest;
import io.craton.client.model.SignRequest;
import io.craton.client.model.Signature;
import io.craton.client.model.VerifyRequest;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Uses a node as an application would that has nothing but a client generated from its document.
/// Compiled with that client and run by GeneratedClientIT; ends with 0 when everything was right.
final class ClientCheck {
  private static final int TRIES = 30;
  private static final String UNKNOWN = "pvi_" + "b".repeat(32);

  private final SecretsApi secrets;
  private final ItemsApi items;
  private final KeysApi keys;
  private final CryptographyApi cryptography;

  private ClientCheck(ApiClient client) {
    secrets = new SecretsApi(client);
    items = new ItemsApi(client);
    keys = new KeysApi(client);
    cryptography = new CryptographyApi(client);
  }

  public static void main(String[] endpoints) throws Exception {
    SSLContext tls = trusting(Path.of(System.getenv("CRATON_CACERT")));
    for (String endpoint : endpoints) {
      ApiClient client = new ApiClient();
      client.setHttpClientBuilder(HttpClient.newBuilder().sslContext(tls));
      client.updateBaseUri(endpoint);
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + System.getenv("CRATON_TOKEN")));
      ClientCheck check = new ClientCheck(client);
      check.secretsAreStoredReadListedAndDeleted();
      check.keysSignAndVerify();
      check.errorsAreTold();
    }
    System.out.println("the generated client works with " + endpoints.length + " nodes");
  }

  private void secretsAreStoredReadListedAndDeleted() throws ApiException {
    String folder = "/generated-client/" + UUID.randomUUID() + "/";
    SecretStoreRequest secret =
        new SecretStoreRequest()
            .secret("correct horse")
            .name("first")
            .folder(folder)
            .metadata(Map.of("owner", "test"))
            .tags(List.of("b", "a"));
    Item stored = patiently(key -> secrets.secretStore(secret, null, key)).getResult();
    require("the type is a secret's", stored.getType() == Item.TypeEnum.SECRET);
    GetRequest get = new GetRequest().id(stored.getId());
    Item read = patiently(_ -> items.get(get, null, null)).getResult();
    require(
        "the value comes back",
        read.getItemVersions().getFirst().getSecret().equals("correct horse"));
    require("so do metadata", read.getMetadata().equals(Map.of("owner", "test")));
    require("so do tags", read.getTags().equals(List.of("b", "a")));
    require("so does the folder", read.getFolder().equals(folder));
    ListRequest list = new ListRequest().filter(new RequestFilter().folder(folder)).size(10);
    List<ListedItem> listed =
        patiently(_ -> items.callList(list, null, null)).getResult().getItems();
    require(
        "the folder lists it",
        listed.stream().map(ListedItem::getId).toList().equals(List.of(stored.getId())));
    DeleteRequest delete = new DeleteRequest().id(stored.getId());
    String deleted = patiently(key -> items.delete(delete, null, key)).getResult().getId();
    require("it is deleted", deleted.equals(stored.getId()));
  }

  private void keysSignAndVerify() throws ApiException {
    KeyGenerateRequest wanted =
        new KeyGenerateRequest()
            .type(KeyGenerateRequest.TypeEnum.ASYMMETRIC_KEY)
            .purpose(KeyGenerateRequest.PurposeEnum.SIGNING)
            .algorithm(KeyGenerateRequest.AlgorithmEnum.ED25519);
    Item key = patiently(once -> keys.keyGenerate(wanted, null, once)).getResult();
    String message = base64("a message");
    SignRequest sign = new SignRequest().id(key.getId()).message(message);
    Signature signature = patiently(_ -> cryptography.sign(sign, null, null)).getResult();
    require("the public key comes along", signature.getPublicKey().contains("PUBLIC KEY"));
    require("the signature holds", holds(key, message, signature));
    require("not for another message", !holds(key, base64("another"), signature));
  }

  private boolean holds(Item key, String message, Signature signature) throws ApiException {
    VerifyRequest verify =
        new VerifyRequest()
            .id(key.getId())
            .message(message)
            .signature(signature.getSignature())
            .version(signature.getVersion());
    return patiently(_ -> cryptography.verify(verify, null, null)).getResult().getValidSignature();
  }

  private void errorsAreTold() {
    try {
      GetRequest get = new GetRequest().id(UNKNOWN);
      Object _ = patiently(_ -> items.get(get, null, null));
    } catch (ApiException e) {
      require("the code is 404", e.getCode() == 404);
      require("the body says why", e.getResponseBody().contains("VaultItemNotFound"));
      return;
    }
    throw new AssertionError("an unknown item was found");
  }

  /// What an application asks for, under an idempotency key where it changes something.
  private interface Attempt<T> {
    T under(String key) throws ApiException;
  }

  /// As any application: a vault that has no leader for a moment answers 503, and says when to come
  /// back. The key makes sure that nothing happens twice.
  private static <T> T patiently(Attempt<T> attempt) throws ApiException {
    String key = UUID.randomUUID().toString();
    for (int tries = 1; ; tries++) {
      try {
        return attempt.under(key);
      } catch (ApiException e) {
        if (e.getCode() != 503 || tries == TRIES) {
          throw e;
        }
        long seconds = e.getResponseHeaders().firstValueAsLong("Retry-After").orElseThrow();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void require(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError("not so: " + what);
    }
  }

  private static SSLContext trusting(Path authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
