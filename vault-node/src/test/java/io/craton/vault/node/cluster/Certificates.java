package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/// Two authorities and the certificates of the nodes, made with openssl: one authority for the API,
/// one for the traffic between nodes.
public record Certificates(Path directory) {
  private static final String DAYS = "2";

  public static Certificates create(Path directory, int nodes) throws IOException {
    return create(directory, Collections.nCopies(nodes, "127.0.0.1"));
  }

  /// Makes those of a cluster.
  ///
  /// @param addresses of the nodes, the first of node 1
  public static Certificates create(Path directory, List<String> addresses) throws IOException {
    Certificates certificates = new Certificates(Files.createDirectories(directory));
    certificates.authority("api");
    certificates.authority("cluster");
    for (int node = 1; node <= addresses.size(); node++) {
      certificates.issue(node, addresses.get(node - 1));
    }
    return certificates;
  }

  /// Makes new keys and certificates for a node on loopback, in place of those it has.
  void issue(int node) throws IOException {
    issue(node, "127.0.0.1");
  }

  private void issue(int node, String address) throws IOException {
    String names = "DNS:localhost,IP:" + address;
    leaf("api", "api" + node, "serverAuth", names);
    leaf("cluster", "node" + node, "serverAuth,clientAuth", "DNS:node" + node + "," + names);
  }

  /// The serial number of a certificate, in hexadecimal digits.
  String serial(String name) {
    return Program.of("openssl", "x509", "-noout", "-serial", "-in", file(name + ".pem").toString())
        .run()
        .strip()
        .replace("serial=", "");
  }

  public Path file(String name) {
    return directory.resolve(name);
  }

  /// Makes an authority `name-ca.pem` with its key.
  void authority(String name) {
    Program.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            DAYS,
            "-subj",
            "/CN=test " + name + " CA",
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign",
            "-keyout",
            name + "-ca.key",
            "-out",
            name + "-ca.pem")
        .in(directory)
        .run();
  }

  /// Makes a certificate `name.pem` with its key.
  void leaf(String authority, String name, String usage, String names) throws IOException {
    Files.writeString(
        file(name + ".ext"),
        """
        basicConstraints=critical,CA:FALSE
        keyUsage=critical,digitalSignature
        extendedKeyUsage=%s
        subjectAltName=%s
        """
            .formatted(usage, names));
    Program.of(
            "openssl",
            "req",
            "-new",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-keyout",
            name + ".key",
            "-out",
            name + ".csr")
        .in(directory)
        .run();
    Program.of(
            "openssl",
            "x509",
            "-req",
            "-in",
            name + ".csr",
            "-CA",
            authority + "-ca.pem",
            "-CAkey",
            authority + "-ca.key",
            "-CAcreateserial",
            "-days",
            DAYS,
            "-extfile",
            name + ".ext",
            "-out",
            name + ".pem")
        .in(directory)
        .run();
  }
}
