package io.craton.vault.http.api;

import io.craton.vault.core.Limits;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Call;
import io.craton.vault.core.service.ItemWriter.NewFolder;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.Form;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.Problem;
import java.util.ArrayList;
import java.util.List;

/// Make folders. Contract sections 2.25 and 11.
final class FolderEndpoints {
  /// A path, so that one request can make folders within folders.
  private static final Field<FolderPath> NAME =
      Field.required("name", FieldTypes.FOLDER, "Its name; with slashes, those above it too.");

  private final ApiServices services;
  private final ItemAnswers answers;

  FolderEndpoints(ApiServices services, ItemAnswers answers) {
    this.services = services;
    this.answers = answers;
  }

  List<Endpoint> all() {
    return List.of(
        new Endpoint(
            "/v2/folder/create",
            "Folder created",
            Fields.schema(
                NAME,
                Fields.FOLDER,
                Fields.METADATA,
                Fields.TAGS,
                Fields.FREQUENCY,
                Fields.RETIRED_STATE,
                Fields.GRACE_PERIOD,
                // Folders have no end; the Python SDK may send one.
                Field.ignored("disabled_at"),
                Field.ignored("expiration")),
            this::create));
  }

  private Result create(Call call, Form form) throws RequestRefused, Unavailable, InvalidRequest {
    NewFolder folder =
        new NewFolder(
            path(form),
            form.get(Fields.METADATA),
            form.get(Fields.TAGS),
            Fields.rotationChange(form));
    return answers.folderMade(services.writer().createFolder(call, folder));
  }

  /// The path of the folder itself. A name without a name in it would mean the parent.
  private static FolderPath path(Form form) throws InvalidRequest {
    List<String> name = form.require(NAME).segments();
    if (name.isEmpty()) {
      throw invalid(ErrorCode.BELOW_MIN_LENGTH, "expected a name, found slashes only");
    }
    List<String> path = new ArrayList<>(form.get(Fields.FOLDER).orElse(FolderPath.ROOT).segments());
    path.addAll(name);
    if (path.size() > Limits.FOLDER_DEPTH) {
      throw invalid(
          ErrorCode.NOT_WITHIN_RANGE,
          "expected a folder at a depth of at most " + Limits.FOLDER_DEPTH);
    }
    return new FolderPath(path);
  }

  private static InvalidRequest invalid(ErrorCode code, String detail) {
    return new InvalidRequest(Problem.at(NAME.pointer(), code, detail));
  }
}
