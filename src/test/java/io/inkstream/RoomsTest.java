package io.inkstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds the picture of the rooms in CONTRIBUTING.md: imports run one way, and a folder is small enough to be looked over. */
@AnalyzeClasses(packages = "io.inkstream", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {

    @ArchTest
    static final ArchRule imports_run_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("text")
            .definedBy("io.inkstream.text..")
            .layer("mixture")
            .definedBy("io.inkstream.mixture..")
            .layer("kernels")
            .definedBy("io.inkstream.kernels..")
            .layer("model")
            .definedBy("io.inkstream.model..")
            .layer("engine")
            .definedBy("io.inkstream.engine..")
            .layer("learn")
            .definedBy("io.inkstream.learn..")
            .layer("write")
            .definedBy("io.inkstream.write..")
            .layer("checkpoint")
            .definedBy("io.inkstream.checkpoint..")
            .layer("serde")
            .definedBy("io.inkstream.serde..")
            .layer("train")
            .definedBy("io.inkstream.train..")
            .layer("generate")
            .definedBy("io.inkstream.generate..")
            .layer("config")
            .definedBy("io.inkstream.config..")
            .layer("topics")
            .definedBy("io.inkstream.topics..")
            .layer("streams")
            .definedBy("io.inkstream.streams..")
            .layer("client")
            .definedBy("io.inkstream.client..")
            .layer("local")
            .definedBy("io.inkstream.local..")
            .layer("http")
            .definedBy("io.inkstream.http..")
            .layer("bench")
            .definedBy("io.inkstream.bench..")
            .layer("ops")
            .definedBy("io.inkstream.ops..")
            .layer("gateway")
            .definedBy("io.inkstream.gateway..")
            .layer("cli")
            .definedBy("io.inkstream.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("bench")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("ops")
            .mayOnlyBeAccessedByLayers("gateway", "cli")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("ops", "gateway", "cli")
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("bench", "cli")
            .whereLayer("streams")
            .mayOnlyBeAccessedByLayers("bench", "ops", "cli")
            .whereLayer("topics")
            .mayOnlyBeAccessedByLayers("streams", "bench", "ops", "gateway", "cli")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("topics", "bench", "ops", "gateway", "cli")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("checkpoint", "topics", "streams", "local", "bench", "ops", "gateway", "cli")
            .whereLayer("train")
            .mayOnlyBeAccessedByLayers("topics", "streams", "bench", "ops", "gateway", "cli")
            .whereLayer("generate")
            .mayOnlyBeAccessedByLayers("topics", "streams", "bench", "ops", "gateway", "cli")
            .whereLayer("serde")
            .mayOnlyBeAccessedByLayers(
                    "client", "config", "train", "generate", "topics", "streams", "bench", "ops", "gateway", "cli")
            .whereLayer("checkpoint")
            .mayOnlyBeAccessedByLayers("train", "generate", "topics", "streams", "bench", "ops", "gateway", "cli")
            .whereLayer("write")
            .mayOnlyBeAccessedByLayers("train", "generate", "bench", "ops", "gateway", "cli")
            .whereLayer("learn")
            .mayOnlyBeAccessedByLayers("config", "checkpoint", "train", "topics", "streams", "bench", "ops", "cli")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("learn", "write", "train", "generate", "topics", "streams", "bench", "cli")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers(
                    "engine", "learn", "write", "checkpoint", "train", "generate", "topics", "streams", "bench", "cli")
            .whereLayer("mixture")
            .mayOnlyBeAccessedByLayers("model", "engine", "learn", "write", "config", "checkpoint", "topics", "streams")
            .whereLayer("kernels")
            .mayOnlyBeAccessedByLayers("model", "engine", "learn", "bench");

    @ArchTest
    static final ArchRule text_knows_the_jdk_alone = noClasses()
            .that()
            .resideInAPackage("io.inkstream.text..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "io.inkstream.text..");

    @ArchTest
    static final ArchRule the_mixture_knows_the_jdk_alone = noClasses()
            .that()
            .resideInAPackage("io.inkstream.mixture..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "jdk.incubator.vector..", "io.inkstream.mixture..");

    @ArchTest
    static final ArchRule kernels_know_the_jdk_alone = noClasses()
            .that()
            .resideInAPackage("io.inkstream.kernels..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("java..", "jdk.incubator.vector..", "io.inkstream.kernels..");

    @ArchTest
    static final ArchRule the_models_rooms_know_neither_kafka_nor_avro = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.inkstream.model..", "io.inkstream.engine..", "io.inkstream.learn..", "io.inkstream.write..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.inkstream.schema..");

    @ArchTest
    static final ArchRule the_http_servers_room_does_not_know_what_is_served = noClasses()
            .that()
            .resideInAPackage("io.inkstream.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.inkstream.config..",
                    "io.inkstream.topics..",
                    "io.inkstream.streams..",
                    "io.inkstream.local..",
                    "io.inkstream.schema..",
                    "io.inkstream.serde..",
                    "org.apache..");

    @ArchTest
    static final ArchRule a_checkpoint_does_not_know_kafka = noClasses()
            .that()
            .resideInAPackage("io.inkstream.checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule a_prompts_way_runs_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("topology")
            .definedBy("io.inkstream.generate")
            .layer("admission")
            .definedBy("io.inkstream.generate.admission..")
            .layer("shadow")
            .definedBy("io.inkstream.generate.shadow..")
            .layer("reply")
            .definedBy("io.inkstream.generate.reply..")
            .layer("store")
            .definedBy("io.inkstream.generate.store..")
            .layer("schedule")
            .definedBy("io.inkstream.generate.schedule..")
            .layer("request")
            .definedBy("io.inkstream.generate.request..")
            .whereLayer("topology")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("admission")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("shadow")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("reply")
            .mayOnlyBeAccessedByLayers("topology", "admission")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("topology", "admission", "shadow", "reply")
            .whereLayer("schedule")
            .mayOnlyBeAccessedByLayers("topology", "admission", "shadow", "reply", "store");

    @ArchTest
    static final ArchRule a_texts_way_runs_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("topology")
            .definedBy("io.inkstream.train")
            .layer("store")
            .definedBy("io.inkstream.train.store..")
            .layer("forget")
            .definedBy("io.inkstream.train.forget..")
            .layer("verify")
            .definedBy("io.inkstream.train.verify..")
            .layer("loop")
            .definedBy("io.inkstream.train.loop..")
            .layer("novelty")
            .definedBy("io.inkstream.train.novelty..")
            .layer("corpus")
            .definedBy("io.inkstream.train.corpus..")
            .layer("shards")
            .definedBy("io.inkstream.train.shards..")
            .whereLayer("topology")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("topology")
            .whereLayer("forget")
            .mayOnlyBeAccessedByLayers("topology", "store")
            .whereLayer("verify")
            .mayOnlyBeAccessedByLayers("topology", "store", "forget")
            .whereLayer("loop")
            .mayOnlyBeAccessedByLayers("topology", "store", "forget", "verify")
            .whereLayer("novelty")
            .mayOnlyBeAccessedByLayers("topology", "store", "forget", "verify", "loop")
            .whereLayer("shards")
            .mayOnlyBeAccessedByLayers("topology", "forget");

    @ArchTest
    static final ArchRule commands_share_the_terminal_and_do_not_know_the_command_line = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("command line")
            .definedBy("io.inkstream.cli")
            .layer("commands")
            .definedBy(
                    "io.inkstream.cli.admin..",
                    "io.inkstream.cli.bench..",
                    "io.inkstream.cli.corpus..",
                    "io.inkstream.cli.model..",
                    "io.inkstream.cli.prompt..",
                    "io.inkstream.cli.service..")
            .layer("terminal")
            .definedBy("io.inkstream.cli.terminal..")
            .whereLayer("command line")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("commands")
            .mayOnlyBeAccessedByLayers("command line");

    @ArchTest
    static final ArchRule the_models_loop_does_not_know_kafkas_stores = noClasses()
            .that()
            .resideInAPackage("io.inkstream.train..")
            .and()
            .resideOutsideOfPackages("io.inkstream.train.store..", "io.inkstream.train.shards..", "io.inkstream.train")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.streams..");

    @ArchTest
    static final ArchRule the_scheduler_knows_neither_kafka_nor_stores = noClasses()
            .that()
            .resideInAPackage("io.inkstream.generate.schedule..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.inkstream.serde..", "io.inkstream.generate.store..");

    @ArchTest
    static final ArchRule only_the_stores_room_touches_kafkas_stores = noClasses()
            .that()
            .resideInAPackage("io.inkstream.generate..")
            .and()
            .resideOutsideOfPackages("io.inkstream.generate.store..", "io.inkstream.generate")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.streams.state..");

    @ArchTest
    static final ArchRule the_serdes_packages_run_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("avro and text")
            .definedBy("io.inkstream.serde")
            .layer("subjects")
            .definedBy("io.inkstream.serde.subjects..")
            .layer("dead letters")
            .definedBy("io.inkstream.serde.deadletter..")
            .layer("json")
            .definedBy("io.inkstream.serde.json..")
            .layer("registry")
            .definedBy("io.inkstream.serde.registry..")
            .layer("log")
            .definedBy("io.inkstream.serde.log..")
            .whereLayer("subjects")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("dead letters")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("json")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("avro and text")
            .mayOnlyBeAccessedByLayers("subjects", "dead letters", "json")
            .whereLayer("registry")
            .mayOnlyBeAccessedByLayers("avro and text", "subjects");

    @ArchTest
    static final ArchRule rooms_have_no_cycles =
            slices().matching("io.inkstream.(*)..").should().beFreeOfCycles();

    /** Of a room's packages too, the room's own among them. An engine is chosen by its name, so {@code Engine} names all that there are. */
    @ArchTest
    static final ArchRule packages_have_no_cycles = slices().matching("io.inkstream.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency("io.inkstream.engine.Engine", "io.inkstream.engine.nd4j.Nd4jEngine");

    @ArchTest
    static void no_folder_has_more_than_25_files(JavaClasses classes) throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var sizes = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
            assertThat(sizes).isNotEmpty();
            assertThat(sizes.entrySet())
                    .as("folders with more than 25 files: give a concern among them a package of its own")
                    .noneMatch(folder -> folder.getValue() > 25);
        }
    }
}
