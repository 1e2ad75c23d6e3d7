package io.craton.vault.http;

import io.craton.vault.http.testing.SelfSigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// Bytes to a listener over TLS, as they are, and what comes back until it closes the connection.
final class RawTls {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private final SSLContext context;

  /// @param directory for key stores
  RawTls(Path directory) throws Exception {
    context = SelfSigned.context(directory);
  }

  /// For the listener too.
  SSLContext context() {
    return context;
  }

  /// What came back.
  ///
  /// @param codes of the answers in it
  /// @param closed whether the listener closed the connection
  record Received(String text, List<Integer> codes, boolean closed) {}

  /// Sends all, and reads all.
  Received exchange(int port, String sent) throws IOException {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.startHandshake();
      // In one piece, so that nothing of it waits for an answer.
      try {
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (SocketException | SSLException e) {
        // Refused while it was sent; the answer may be there.
      }
      return received(socket.getInputStream());
    }
  }

  private static Received received(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[8_192];
    boolean closed = false;
    try {
      int count = in.read(chunk);
      while (count >= 0) {
        bytes.write(chunk, 0, count);
        count = in.read(chunk);
      }
      closed = true;
    } catch (SocketTimeoutException e) {
      // It stays open.
    } catch (SocketException | SSLException e) {
      // Closed with something unread.
      closed = true;
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    List<Integer> codes = new ArrayList<>();
    for (Matcher answer = ANSWER.matcher(text); answer.find(); ) {
      codes.add(Integer.valueOf(answer.group(1)));
    }
    return new Received(text, codes, closed);
  }
}
