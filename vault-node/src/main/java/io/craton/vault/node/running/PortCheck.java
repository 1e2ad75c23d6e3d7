package io.craton.vault.node.running;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.configuration.Member;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Tries every address that this node will listen at before anything else is touched: a second node
/// on the same addresses must not open the HSM and the state first. Another process can still take
/// an address in between; then the listener itself fails.
final class PortCheck {
  private PortCheck() {}

  /// @throws StartFailure with `PORT_IN_USE`, or `CONFIGURATION` when an address is not this
  ///   machine's
  static void require(Configuration configuration) throws StartFailure {
    Member self = configuration.cluster().member(configuration.node().name());
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("http.port", configuration.http().endpoint());
    endpoints.put("admin.port", configuration.admin().endpoint());
    endpoints.put("cluster.members: raft of " + self.name(), self.raft());
    endpoints.put("cluster.members: peer of " + self.name(), self.peer());
    for (Map.Entry<String, Endpoint> entry : endpoints.entrySet()) {
      requireFree(entry.getKey(), entry.getValue());
    }
  }

  /// The listener that `start` makes.
  ///
  /// @throws StartFailure as [#require]
  static <T> T listening(String key, Endpoint endpoint, Supplier<T> start) throws StartFailure {
    try {
      return start.get();
    } catch (RuntimeException e) {
      for (Throwable at = e; at != null; at = at.getCause()) {
        if (at instanceof BindException bind) {
          throw failure(key, endpoint, bind);
        }
      }
      throw e;
    }
  }

  private static void requireFree(String key, Endpoint endpoint) throws StartFailure {
    try (ServerSocket socket = new ServerSocket()) {
      // As the listeners do: connections of an earlier run that linger are no obstacle.
      socket.setReuseAddress(true);
      InetAddress address = InetAddress.getByName(endpoint.host());
      socket.bind(new InetSocketAddress(address, endpoint.port()));
    } catch (UnknownHostException e) {
      throw new StartFailure(
          ExitCode.CONFIGURATION, key + ": the host of " + endpoint + " is unknown here", e);
    } catch (BindException e) {
      throw failure(key, endpoint, e);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.CONFIGURATION,
          key + ": cannot listen at " + endpoint + ": " + e.getMessage(),
          e);
    }
  }

  private static StartFailure failure(String key, Endpoint endpoint, BindException cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Cannot assign")) {
      return new StartFailure(
          ExitCode.CONFIGURATION,
          key + ": " + endpoint + " is not an address of this machine; correct it",
          cause);
    }
    if (message.contains("Permission denied")) {
      return new StartFailure(
          ExitCode.CONFIGURATION,
          key + ": this user may not listen at " + endpoint + "; choose a port from 1024",
          cause);
    }
    return new StartFailure(
        ExitCode.PORT_IN_USE,
        key + ": " + endpoint + " is in use; stop the other process or choose another port",
        cause);
  }
}
