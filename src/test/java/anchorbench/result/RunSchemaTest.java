package anchorbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import anchorbench.output.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** docs/run.schema.json says what run.json is; -Dschema.write=true writes it anew. */
class RunSchemaTest {
  private static final Path FILE = Path.of("docs", "run.schema.json");

  /** Fields that came within the version: older records of it have none. */
  private static final Set<String> ADDED =
      Set.of(
          "shape",
          "standardise",
          "unseen",
          "equivalence",
          "soon",
          "steady",
          "rules",
          "tripletsPerEpoch",
          "subset",
          "schedule",
          "chosenElsewhere",
          "cadence",
          "halvings",
          "brackets",
          "judged",
          "elapsed",
          "rates",
          "gradients",
          "roundEpochs",
          "last",
          "outcomes");

  private static String generated() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .without(Option.FLATTENED_ENUMS)
            .with(
                Option.DEFINITIONS_FOR_ALL_OBJECTS,
                Option.FLATTENED_ENUMS_FROM_TOSTRING,
                Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT,
                Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
    config
        .forTypesInGeneral()
        .withCustomDefinitionProvider(
            (type, context) -> {
              Class<?> erased = type.getErasedType();
              if (erased != Double.class && erased != double.class) {
                return null;
              }
              // Numbers that JSON has not are strings.
              ObjectNode number = context.getGeneratorConfig().createObjectNode();
              number.putArray("anyOf").addObject().put("type", "number");
              number
                  .withArray("anyOf")
                  .addObject()
                  .putArray("enum")
                  .add("NaN")
                  .add("Infinity")
                  .add("-Infinity");
              return new CustomDefinition(number);
            });
    config
        .forFields()
        .withPropertyNameOverrideResolver(
            field -> {
              JsonProperty key = field.getAnnotationConsideringFieldAndGetter(JsonProperty.class);
              return key == null ? null : key.value();
            })
        .withNullableCheck(field -> WholeRecord.mayBeNull(field.getName()))
        .withRequiredCheck(
            field -> !field.isFakeContainerItemScope() && !ADDED.contains(field.getName()));
    ObjectNode schema = new SchemaGenerator(config.build()).generateSchema(RunRecord.class);
    ObjectNode version = (ObjectNode) schema.get("properties").get("version");
    version.put("minimum", RunRecord.OLDEST_VERSION);
    version.put("maximum", RunRecord.VERSION);
    return schema.toPrettyString() + "\n";
  }

  @Test
  void theSchemaIsThatOfTheRecords() throws IOException {
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(FILE, generated());
    }
    assertEquals(Files.readString(FILE), generated(), "write it anew with -Dschema.write=true");
  }

  @Test
  void aRecordFitsAndADamagedOneDoesNot() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE), InputFormat.JSON);
    String whole = Json.text(TestRuns.run(TestRuns.experiment(), TestRuns.benchmark()));
    var errors = schema.validate(whole, InputFormat.JSON);
    assertTrue(errors.isEmpty(), errors.toString());
    for (String damage :
        List.of("\"kernel\" : \"class-means\"", "\"status\" : \"TIMED\"", "\"seeds\" : 6")) {
      assertTrue(whole.contains(damage), damage);
      String damaged = whole.replace(damage, damage.replaceFirst(":.*", ": [ ]"));
      assertFalse(schema.validate(damaged, InputFormat.JSON).isEmpty(), damage);
    }
  }
}
