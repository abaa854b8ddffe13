FROM echocohort-try/debian:1.0
RUN useradd --uid 999 --no-create-home redis \
 && apt-get update && apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/* \
 && install -d -o 999 -g 999 /data
VOLUME /data
WORKDIR /data
CMD ["redis-server"]
