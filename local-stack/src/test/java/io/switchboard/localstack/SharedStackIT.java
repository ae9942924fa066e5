package io.switchboard.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class SharedStackIT {

  @Test
  void theFirstToAttachStartsItAndTheNextJoins() throws Exception {
    SharedStack first = SharedStack.attach();
    SharedStack second = SharedStack.attach(SharedStackFolder.ofThisBuild(), BuildProcess.find());

    assertThat(second.kafkaBootstrap()).isEqualTo(first.kafkaBootstrap());
    assertThat(second.faults()).isEqualTo(first.faults());
    Properties config = new Properties();
    config.setProperty("bootstrap.servers", first.kafkaBootstrap());
    try (Admin admin = Admin.create(config)) {
      assertThat(admin.describeCluster().nodes().get()).hasSize(1);
    }
  }
}
