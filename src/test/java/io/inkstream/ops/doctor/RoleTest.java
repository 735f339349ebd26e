package io.inkstream.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.inkstream.config.Configuration;
import io.inkstream.secured.DocumentedRights;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.SecurityUtils;
import org.junit.jupiter.api.Test;

final class RoleTest {

    @Test
    void the_rights_that_the_doctor_looks_for_are_those_of_the_documentation() throws Exception {
        var looked = new TreeMap<String, Set<String>>();
        var everything = Map.of("corpus.scores", "true", "model.shards", "2");
        for (var role : Role.all(Configuration.load(everything, Map.of(), Optional.empty()))) {
            var rights = new TreeSet<String>();
            role.topics()
                    .forEach((topic, operations) -> operations.forEach(
                            operation -> rights.add(SecurityUtils.operationName(operation) + " topic " + topic)));
            role.groups()
                    .forEach((group, operation) ->
                            rights.add(SecurityUtils.operationName(operation) + " group " + group));
            role.application().ifPresent(application -> {
                rights.add("Create topic " + application + "-*");
                rights.add("Read topic " + application + "-*");
                rights.add("Write topic " + application + "-*");
                rights.add("Write transactional-id " + application + "-*");
            });
            if (role.name().equals("trainer")) {
                rights.add("DescribeConfigs topic inkstream-train-*");
            }
            looked.put(role.name(), rights);
        }
        assertThat(looked).isEqualTo(DocumentedRights.byUser());
    }
}
