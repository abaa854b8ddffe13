FROM echocohort-try/debian:1.0
RUN apt-get update && apt-get install -y --no-install-recommends prometheus wget && rm -rf /var/lib/apt/lists/* \
 && install -d -o 65534 -g 65534 /prometheus
VOLUME /prometheus
WORKDIR /prometheus
ENTRYPOINT ["prometheus"]
