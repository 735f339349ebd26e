package io.inkstream.bench.stand;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The bound: the characters per second of a network whose steps are nothing but their floating-point operations, at the speed of a
 * large product of matrices (1024³) on each thread.
 */
public final class ProductSpeed implements Stand.Work {

    private static final int N = 1024;

    private final NetworkSize size;
    private final ExecutorService threads;
    private final ArrayList<Callable<Void>> products = new ArrayList<>();

    private ProductSpeed(Stand.Setup setup) {
        size = setup.size();
        Nd4j.factory().blas().setMaxThreads(1);
        threads = Executors.newFixedThreadPool(setup.threads());
        for (int i = 0; i < setup.threads(); i++) {
            var a = ones();
            var b = ones();
            var c = ones();
            products.add(() -> {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, N, N, N, 1, a, N, b, N, 0, c, N);
                return null;
            });
        }
    }

    private static FloatPointer ones() {
        var matrix = new FloatPointer((long) N * N);
        for (long i = 0; i < (long) N * N; i++) {
            matrix.put(i, 1);
        }
        return matrix;
    }

    public static void main(String[] arguments) throws IOException {
        var work = new ProductSpeed(Stand.setup(arguments));
        Stand.serve(work);
        work.threads.shutdown();
    }

    /**
     * Floating-point operations of a step for each character: those of its products, forward once and backward twice. A character's
     * own row of input weights is looked up and costs none.
     */
    static double operationsPerCharacter(NetworkSize size) {
        double nodes = size.nodes();
        double products = 4 * nodes * nodes * (2 * size.layers() - 1) + size.layers() * nodes * size.vocabulary();
        return 6 * products;
    }

    @Override
    public String description() {
        return "sgemm of the OpenBLAS below ND4J, 1024 x 1024 x 1024 on each thread";
    }

    @Override
    public double[] check(int count) {
        return new double[0];
    }

    @Override
    public long run() {
        try {
            for (var product : threads.invokeAll(products)) {
                product.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("a product of matrices failed", e);
        }
        return (long) (2.0 * N * N * N * products.size() / operationsPerCharacter(size));
    }
}
