package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Two authorities and the certificates of the nodes, made with openssl: one authority for the API,
/// one for the traffic between nodes.
record Certificates(Path directory) {
  private static final String DAYS = "2";

  static Certificates create(Path directory, int nodes) throws IOException {
    Certificates certificates = new Certificates(Files.createDirectories(directory));
    certificates.authority("api");
    certificates.authority("cluster");
    for (int node = 1; node <= nodes; node++) {
      certificates.leaf("api", "api" + node, "serverAuth", "DNS:localhost,IP:127.0.0.1");
      certificates.leaf(
          "cluster",
          "node" + node,
          "serverAuth,clientAuth",
          "DNS:node" + node + ",DNS:localhost,IP:127.0.0.1");
    }
    return certificates;
  }

  Path file(String name) {
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
