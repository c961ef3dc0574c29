# Kafka Connect with Debezium's Postgres connector and Apicurio's Avro converter, at the versions of deploy/local.
FROM maven:3-eclipse-temurin-17 AS plugins
WORKDIR /plugins
RUN mvn --batch-mode --quiet dependency:copy -DoutputDirectory=/tmp \
    -Dartifact=io.debezium:debezium-connector-postgres:3.3.1.Final:tar.gz:plugin \
  && tar -xzf /tmp/debezium-connector-postgres-3.3.1.Final-plugin.tar.gz
COPY converter.pom.xml /tmp/pom.xml
# Connect's own classes must come from Connect itself, or two of each would be loaded.
RUN mvn --batch-mode --quiet --file /tmp/pom.xml dependency:copy-dependencies -DincludeScope=runtime \
    -DoutputDirectory=/plugins/avro-converter \
  && rm -f avro-converter/connect-*.jar avro-converter/kafka-clients-*.jar avro-converter/slf4j-*.jar

FROM apache/kafka:4.1.0
COPY --from=plugins /plugins /opt/connect-plugins
COPY connect.properties /opt/connect/connect.properties
EXPOSE 8083
CMD ["/opt/kafka/bin/connect-distributed.sh", "/opt/connect/connect.properties"]
