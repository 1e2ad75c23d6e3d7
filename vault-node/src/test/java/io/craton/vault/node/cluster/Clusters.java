package io.craton.vault.node.cluster;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the cluster that they share, started by the first of them and closed after the last
/// test of the run. Before each test it is whole again. A failed test shows the nodes' logs.
///
/// The shared cluster takes a snapshot every 500 entries, so that what tests leave on the disks is
/// log, state and snapshots. Its requests may take longer than by default, because a soft token on
/// a busy machine takes long to find a large RSA key. Values are readable in the states in which
/// the SDKs' own tests read them.
final class Clusters
    implements ParameterResolver, BeforeTestExecutionCallback, AfterTestExecutionCallback {
  private static final Namespace NAMESPACE = Namespace.create(Clusters.class);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "raft.snapshot-entries", "500",
          "http.request-timeout", "25s",
          "hsm.timeout", "20s",
          "secrets.readable-states", "active,deactivated,suspended");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClusterHarness.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) throws Exception {
    shared(context).heal();
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(
            failure -> failure.addSuppressed(new AssertionError(shared(context).logTails())));
  }

  private static ClusterHarness shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(
            "shared",
            key -> {
              try {
                return ClusterHarness.start(SETTINGS);
              } catch (Exception e) {
                throw new IllegalStateException("the cluster does not start", e);
              }
            },
            ClusterHarness.class);
  }
}
